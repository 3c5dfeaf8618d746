import type { Seconds } from "./units.js";

/** One question to another clock: asked and answered by ours, received and sent by the other, in seconds. */
export interface Exchange {
  readonly asked: Seconds;
  readonly received: Seconds;
  readonly sent: Seconds;
  readonly answered: Seconds;
}

/** Our clock minus the other one. */
export interface ExchangeOffset {
  /** Where the offset holds, by our clock. */
  readonly at: Seconds;
  readonly offset: Seconds;
  /** The truth is within this, whatever the path, as long as the clocks drift no more than was said. */
  readonly halfWidth: Seconds;
  /** Standard uncertainty: the half-width taken as rectangular, for no exchange shows how unequal both ways are. */
  readonly within: Seconds;
  /** Exchanges used, and those left out because they were no numbers or ended before they began. */
  readonly used: number;
  readonly rejected: number;
}

/** What may be wrong with the stamps themselves. */
export interface Clocks {
  /** How much faster one may run than the other: two crystals of 50 ppm each (measurement.md 3.1) unless told. */
  readonly drift?: number;
  /** Steps in which they are read; none unless told. */
  readonly resolution?: Seconds;
}

const DRIFT = 100e-6;

/**
 * The offset by separate minima of both ways (measurement.md 3.3): nothing is received before it is sent, so each way
 * bounds the offset from one side. Undefined without a usable exchange, or when both bounds contradict each other: a
 * clock was set meanwhile, or drifts more than `drift`.
 */
export function offsetByExchanges(
  exchanges: readonly Exchange[],
  { drift = DRIFT, resolution = 0 }: Clocks = {},
): ExchangeOffset | undefined {
  const usable = exchanges.filter(isUsable);
  const at = usable.reduce((sum, { asked }) => sum + asked / usable.length, 0);
  let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { asked, received, sent, answered } of usable) {
    const drifted = drift * Math.max(Math.abs(asked - at), Math.abs(answered - at));
    low = Math.max(low, asked - received - drifted - resolution);
    high = Math.min(high, answered - sent + drifted + resolution);
  }
  if (usable.length === 0 || low > high) return undefined;
  const halfWidth = (high - low) / 2;
  return {
    at,
    offset: (low + high) / 2,
    halfWidth,
    within: halfWidth / Math.sqrt(3),
    used: usable.length,
    rejected: exchanges.length - usable.length,
  };
}

const isUsable = ({ asked, received, sent, answered }: Exchange): boolean =>
  [asked, received, sent, answered].every(Number.isFinite) && asked <= answered && received <= sent;
