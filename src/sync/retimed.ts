import type { Samples } from "../core/batch.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import type { DeviceClock, MappedSegment } from "./device-clock.js";

/** The same samples where their device's clock puts them, in order and never after they came; those of no mapping stay. */
export function* retimed(samples: Iterable<Samples>, clock: DeviceClock): Generator<Samples> {
  const { columns, segments, hiddenDelay } = clock;
  let index = 0;
  let last = Number.NEGATIVE_INFINITY;
  let segment = 0;
  let buffer = new Float64Array();
  for (const chunk of samples) {
    const { length, at, columns: values } = chunk;
    if (buffer.length < length) buffer = new Float64Array(at.length);
    const [stamps, delays] = [values[columns.stamp], values[columns.delay]];
    for (let k = 0; k < length; k++, index++) {
      while (index >= (segments[segment + 1]?.first ?? Number.POSITIVE_INFINITY)) segment++;
      const recorded = at[k] as number;
      const came = recorded + (delays?.[k] ?? 0) * NANOS_PER_SECOND;
      const mapped = hostOf(segments[segment], stamps?.[k] ?? Number.NaN) - hiddenDelay * NANOS_PER_SECOND;
      const wanted = Number.isNaN(mapped) ? recorded : Math.min(mapped, came);
      last = wanted > last ? wanted : last + 1;
      buffer[k] = last;
    }
    yield { length, at: buffer, columns: values };
  }
}

const hostOf = (segment: MappedSegment | undefined, stamp: number): number =>
  segment?.mapping === undefined ? Number.NaN : segment.mapping.host(stamp) * NANOS_PER_SECOND;
