import type { ColumnQuantity, ErrorSource } from "../../../src/core/rail.js";

/** measurement.md 6: a card that nobody calibrated, rectangular. The maker's 5 W stand for about as many per cent (4.4). */
const GAIN_LIMIT = 0.05;

/** The smallest step of what is read, in W or J, and how that is known. */
export interface Step {
  readonly size: number;
  readonly origin: string;
}

/** Limits of error of a board's power, or of its energy counter: the driver adds up what the same sensor shows. */
export const uncertaintyOf = (of: ColumnQuantity, step: Step): readonly ErrorSource[] => [
  {
    id: "gain",
    kind: "gain",
    of,
    distribution: "rectangular",
    size: GAIN_LIMIT,
    origin: "measurement.md 4.4, 6: 0.87 to 1.06 on 70 cards, uncalibrated",
  },
  { id: "resolution", kind: "resolution", of, distribution: "rectangular", ...step },
];
