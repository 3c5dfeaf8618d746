import type { ColumnQuantity, ErrorSource } from "../../../src/core/rail.js";

/** measurement.md 6: a card that nobody calibrated, rectangular. The maker's 5 W stand for about as many per cent (4.4). */
const GAIN_LIMIT = 0.05;

/** By how much what is shown in one way may differ from the same in another: .5 % were seen of an idle H100. */
const WAYS_LIMIT = 0.01;

/** The smallest step of what is read, in W or J, and how that is known. */
export interface Step {
  readonly size: number;
  readonly origin: string;
}

/**
 * Limits of error of a board's power, or of its energy counter: the driver adds up what the same sensor shows, so the
 * sensor's own error is one for all ways of reading `node`, by whatever tool.
 */
export const uncertaintyOf = (of: ColumnQuantity, node: string, step: Step): readonly ErrorSource[] => [
  {
    id: "gain",
    kind: "gain",
    of,
    distribution: "rectangular",
    size: GAIN_LIMIT,
    shared: `${node} sensor`,
    origin: "measurement.md 4.4, 6: 0.87 to 1.06 on 70 cards, uncalibrated",
  },
  {
    id: "way of reading",
    kind: "gain",
    of,
    distribution: "rectangular",
    size: WAYS_LIMIT,
    origin: "judgement, by the power and the counter of one H100",
  },
  { id: "resolution", kind: "resolution", of, distribution: "rectangular", ...step },
];

/** What a GPU's rail watches: its board, or the module around it. */
export const nodeOf = (uuid: string, what: "board" | "module"): string => `${uuid} ${what}`;
