import type { Samples } from "../core/batch.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { type ClockSegment, ClockSegments } from "./clock-segments.js";
import type { FloorLine, KnownSkew } from "./floor-line.js";
import type { StampMapping } from "./stamp-mapping.js";

/** Where samples carry what their device's clock showed, and how much later than its instant each of them came. */
export interface ClockColumns {
  readonly stamp: number;
  readonly delay: number;
  /** The largest that the link's least delay can be, where something bounds it. */
  readonly mostHiddenDelay?: Seconds | undefined;
}

/** A segment with its mapping; without one where too few stamps are in it. */
export interface MappedSegment extends Pick<ClockSegment, "begin" | "first" | "from" | "to"> {
  readonly mapping: StampMapping | undefined;
  readonly stamps: number;
}

/** With fewer stamps it is not known how much later than the least they came. */
const FEWEST = 16;
/** No oscillator is worse; stamps that all came at once make a line of any slope. */
const WORST_SKEW = 0.02;

/** A recording's samples on the host's clock, by all stamps and arrivals of it. */
export class DeviceClock {
  readonly columns: ClockColumns;
  readonly segments: readonly MappedSegment[];
  readonly longestPause: Seconds;

  constructor(columns: ClockColumns, found: ClockSegments) {
    this.columns = columns;
    this.longestPause = found.longestPause;
    const known = bestSkew(found.list);
    this.segments = found.list.map((segment) => mapped(segment, known));
  }

  /** The segment of the most stamps; undefined where none has a mapping. */
  get main(): MappedSegment | undefined {
    const usable = this.segments.filter(({ mapping }) => mapping !== undefined);
    return usable.reduce<MappedSegment | undefined>(
      (a, b) => (a === undefined || b.stamps > a.stamps ? b : a),
      undefined,
    );
  }

  /** How much earlier than by its line a sample was taken: half of what the hidden delay can be, which is as far as it is uncertain. */
  get hiddenDelay(): Seconds {
    return (this.columns.mostHiddenDelay ?? 0) / 2;
  }

  /** The worst standard uncertainty of mapped instants in a span of the host's time, the hidden delay left out. */
  within(from: Seconds, to: Seconds): Seconds {
    let worst = 0;
    for (const { mapping, ...segment } of this.segments) {
      if (mapping === undefined || mapping.host(segment.from) > to || mapping.host(segment.to) < from) continue;
      // the host's time is near enough to the device's to ask at the edges of the span
      const device = [from, to].map((host) => Math.min(segment.to, Math.max(segment.from, mapping.device(host))));
      worst = Math.max(worst, ...device.map((at) => mapping.within(at)));
    }
    return worst;
  }
}

/**
 * The mapping of a device's clock to the host's over a whole recording, by the lower hull of all arrivals in each of its
 * segments (measurement.md 3.2). Undefined without a stamp, and of a count that is reset all the time. A segment that is
 * shorter than another has the skew of the best known.
 */
export function deviceClock(samples: Iterable<Samples>, columns: ClockColumns): DeviceClock | undefined {
  const segments = new ClockSegments();
  let index = 0;
  for (const { length, at, columns: values } of samples) {
    const [stamps, delays] = [values[columns.stamp], values[columns.delay]];
    if (stamps === undefined || delays === undefined) return undefined;
    for (let k = 0; k < length; k++)
      segments.push(index++, stamps[k] as number, (at[k] as number) / NANOS_PER_SECOND + (delays[k] as number));
  }
  segments.end();
  return segments.isClock && segments.list.length > 0 ? new DeviceClock(columns, segments) : undefined;
}

function mapped({ begin, first, from, to, clock }: ClockSegment, known: KnownSkew | undefined): MappedSegment {
  const stamps = clock.counts.taken;
  const own = clock.fit();
  const ownWithin = own?.lines.every(isPlausible) ? (own.lines[0]?.skewWithin ?? Number.NaN) : Number.NaN;
  const mapping = known === undefined || ownWithin <= known.skewWithin ? own : clock.fit(known);
  const isUsable = stamps >= FEWEST && mapping?.lines.every(isPlausible);
  return { begin, first, from, to, stamps, mapping: isUsable ? mapping : undefined };
}

const isPlausible = ({ skew, skewWithin, offsetWithin }: FloorLine): boolean =>
  Math.abs(skew) <= WORST_SKEW && Number.isFinite(skewWithin) && Number.isFinite(offsetWithin);

/** The best known skew of all segments. */
function bestSkew(segments: readonly ClockSegment[]): KnownSkew | undefined {
  let best: KnownSkew | undefined;
  for (const { clock } of segments) {
    const line = clock.counts.taken < FEWEST ? undefined : clock.fit()?.lines.at(-1);
    if (line !== undefined && isPlausible(line) && line.skewWithin < (best?.skewWithin ?? Number.POSITIVE_INFINITY))
      best = { skew: line.skew, skewWithin: line.skewWithin };
  }
  return best;
}
