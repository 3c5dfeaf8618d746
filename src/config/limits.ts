/** What a number given by the user may be. Both bounds are allowed values. */
export interface Limits {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** The limits of every number that flags and the configuration share. */
export const limits = {
  /** Samples a second: one in a thousand seconds up to what a thread can pace. */
  rate: { min: 0.001, max: 100_000 },
  repeat: { min: 1, max: 10_000, integer: true },
  warmup: { min: 0, max: 10_000, integer: true },
  cooldownS: { min: 0, max: 86_400 },
  idleS: { min: 0, max: 86_400 },
  /** Runs that `--target-uncertainty` may come to: its pilot at the least. */
  maxRepeats: { min: 5, max: 10_000, integer: true },
  /** Percent. */
  targetUncertainty: { min: 0.01, max: 50 },
  shifts: { min: 2, max: 1000, integer: true },
  workCount: { min: 1e-9, max: 1e18 },
  /** What the generator of random numbers takes. */
  seed: { min: 0, max: 2 ** 32 - 1, integer: true },
  durationS: { min: 0.001, max: 86_400 },
  /** MiB: of the whole spool, and of one segment of it. */
  spoolMb: { min: 1, max: 100_000_000 },
  segmentMb: { min: 0.1, max: 100_000 },
  segmentHours: { min: 0.001, max: 168 },
  sendEverySeconds: { min: 0.1, max: 300 },
  timeoutS: { min: 0.1, max: 86_400 },
} as const satisfies Record<string, Limits>;

/** `a whole number from 1 to 10000`. */
export const limitsText = ({ min, max, integer }: Limits): string =>
  `a ${integer === true ? "whole number" : "number"} from ${min} to ${max}`;

/** Whether a number keeps to its limits; NaN never does. */
export const within = (value: number, { min, max, integer }: Limits): boolean =>
  value >= min && value <= max && (integer !== true || Number.isInteger(value));
