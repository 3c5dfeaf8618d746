/** How late a probe's samples are by the sync pulses of a run. */
export interface SyncResult {
  readonly probe: string;
  /** The rail that told best. */
  readonly rail: string | null;
  /** How much later than stated a sample shows the power; null when no pulse could be found in it. */
  readonly delayS: number | null;
  /** Standard uncertainty. */
  readonly uS: number | null;
  /** Delay after the command less that before it; null without both. */
  readonly driftS: number | null;
  /** The next best delay's misfit over this one's, of the worse pulse. */
  readonly quality: number | null;
  /** Whether the probe's samples were shifted by it. */
  readonly used: boolean;
  readonly why: string;
}
