/** How well a host's wall clock is known, as what keeps it says. */
export interface ClockStatus {
  /** The program that was asked and knew; null where none is here. */
  readonly source: string | null;
  /** False where it says that the clock follows nothing; null where nobody knows. */
  readonly synchronized: boolean | null;
  /** The clock is right within this many seconds, by what its keeper bounds; absent where there is no bound. */
  readonly withinS?: number;
}
