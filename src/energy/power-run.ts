/** Samples that follow on one another without a gap, taken together. */
export interface Run {
  readonly count: number;
  readonly energy: number;
  readonly sum: number;
  readonly steps: number;
  readonly widest: number;
  readonly min: number;
  readonly max: number;
  readonly instant: number;
  readonly power: number;
  readonly second: number;
}

/** To the sample outside; to nothing at all when there is none. */
export const stepOf = (inside: number, outside: number): number => (Number.isNaN(outside) ? -inside : outside - inside);
