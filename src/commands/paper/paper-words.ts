/** The page in one paragraph. */
export const WHAT_IT_SAYS =
  "img/s, W and img/s/W are as printed: to 1 img/s, to 0.1 W, to 0.1 img/s/W. `quotient` is img/s over W as printed; " +
  "`possible` is every quotient that numbers rounding to the printed ones can have. `ok?` says whether the printed " +
  "img/s/W is the rounded quotient of its own row; where it is not, it still lies within `possible`, so that the authors " +
  "divided numbers they had not rounded. The paper states no uncertainty: print rounding is all that is known of it. " +
  "The four powers were taken at three different points, so that only img/s can be compared across all of them.";

/** What has to hold for the tables to be repeated, and how each power was taken. */
export const conditions: readonly string[] = [
  "Tegra X1: its GPU was held at 690 MHz, of 998 MHz that it can run at; a run at another clock is another experiment. " +
    "Power: rails of the module, at regulator-input.",
  "Core i7-6700K: power after the inductors, divided by an assumed efficiency of 0.80 (regulator-input by the curve " +
    "whitepaper-2015). The table above has what other efficiencies would make of it.",
  "Titan X: power of the board, at supply-output, its regulators and memory included.",
  "Xeon E5-2698 v3: sockets and memory by the processor's own counters (die-model): what its regulators lose is not in it.",
  "Tegra X1 and Titan X ran AlexNet, the processors CaffeNet, a variant of it; both are AlexNet in the tables. The large " +
    "batch is 128 on GPUs (64 for GoogLeNet on the Tegra X1) and 48 on processors.",
];
