/**
 * How the clock of an instrument was put on the host's (measurement.md 3.2): its skew and offset with their standard
 * uncertainties, of the segment with the most samples. Instants of all samples are by it.
 */
export interface DeviceClockResult {
  readonly probe: string;
  readonly method: "lower-hull";
  /** Samples whose stamps it rests on, and those left out because they were no arrivals. */
  readonly stamps: number;
  readonly leftOut: number;
  /** Stretches between which the clock was reset or set, with how often each was the reason. */
  readonly segments: number;
  readonly wentBack: number;
  readonly fellBehind: number;
  readonly leaptAhead: number;
  /** Host (after the recording's start) minus device at the first stamp. */
  readonly offsetS: number;
  /** The worst in the recording, without the hidden delay. */
  readonly uOffsetS: number;
  /** How much faster the host's clock runs. */
  readonly skewPpm: number;
  readonly uSkewPpm: number;
  /** Of the least delay of the link, half of what it can be taken out already; null when nothing bounds it. */
  readonly uHiddenDelayS: number | null;
  /** Period of an adapter's flush timer; null when there is none to be seen. */
  readonly flushPeriodS: number | null;
  /** The longest that nothing came. */
  readonly longestPauseS: number;
}
