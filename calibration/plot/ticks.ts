/** The round numbers of an axis, and how they are written. */
export interface Ticks {
  readonly values: readonly number[];
  readonly labels: readonly string[];
}

/** Largest and smallest exponent that is written as plain digits. */
const PLAIN = { from: -4, to: 6 };

/** About `count` round numbers (1, 2 or 5 times a power of ten apart) within [low, high]. */
export function ticksOf(low: number, high: number, count: number): Ticks {
  const span = (high - low) / Math.max(1, count);
  // one number alone shows no scale
  const step =
    [span, span / 2].map(roundStep).find((each) => inside(low, high, each).length > 1) ?? roundStep(span / 2);
  if (!(step > 0) || !Number.isFinite(step)) return { values: [low], labels: [String(low)] };
  const values = inside(low, high, step);
  return { values, labels: values.map((value) => label(value, step)) };
}

/** The multiples of a step within a range; of a step that is none, none. */
function inside(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const length = Number.isFinite(last - first) ? Math.max(0, last - first + 1) : 0;
  return Array.from({ length }, (_, k) => (first + k) * step);
}

/** The next of 1, 2, 5, 10 x a power of ten at or above `span`. */
function roundStep(span: number): number {
  const power = 10 ** Math.floor(Math.log10(span));
  const factor = [1, 2, 5, 10].find((each) => each * power >= span * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** As many decimals as the step has; a power of ten where plain digits would be long. */
function label(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const largest = Math.max(Math.abs(value), step);
  const plain = decimals <= -PLAIN.from && Math.log10(largest) < PLAIN.to;
  const text = plain ? value.toFixed(decimals) : value.toExponential(1);
  return Number(text) === 0 ? "0" : text.replace("-", "\u2212");
}
