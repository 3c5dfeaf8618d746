import type { Samples } from "../core/batch.js";
import type { Correction } from "../core/correction.js";
import type { Rail } from "../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { ColumnExtents, ColumnMeans, type SeenColumns } from "./columns.js";
import { CounterMeter } from "./counter-meter.js";
import { type Mode, modeOf } from "./mode.js";
import { PowerMeter } from "./power-meter.js";
import { PowerValues } from "./power-values.js";
import { railEnergy } from "./rail-energy.js";
import { RailStream, type RailWork } from "./rail-stream.js";
import type { ClockError, Integral, RailEnergy, Span } from "./span.js";
import { Unwrapper } from "./unwrap.js";

/** What to measure of one probe. */
export interface MeasureRequest {
  readonly probe: string;
  /** All rails of the probe, in the order of its columns. */
  readonly rails: readonly Rail[];
  readonly spans: readonly Span[];
  readonly correctionOf: (rail: Rail) => Correction;
  /** Actual spacing of the samples, see `spacingOf`. */
  readonly spacing: Seconds;
  /** How well samples of that window are placed in time; none where they are by the host's own clock. */
  readonly clockErrors?: (span: Span) => readonly ClockError[];
}

/**
 * Energy of every rail in every window, in one pass over the samples and in memory that does not grow with them.
 * Answers by window (in the order of the request), then by rail.
 */
export function measureWindows(request: MeasureRequest, samples: Iterable<Samples>): RailEnergy[][] {
  let first = 0;
  const rails = request.rails.map((rail) => {
    const results = new Map<number, RailEnergy>();
    const stream = new RailStream(workOf(request, { rail, first, results }), request.spans);
    first += rail.columns.length;
    return { stream, results };
  });
  for (const chunk of samples) for (const { stream } of rails) stream.take(chunk);
  for (const { stream } of rails) stream.end();
  return request.spans.map((_, index) => rails.flatMap(({ results }) => results.get(index) ?? []));
}

interface Placed {
  readonly rail: Rail;
  /** Index of its first column. */
  readonly first: number;
  readonly results: Map<number, RailEnergy>;
}

function workOf(request: MeasureRequest, { rail, first, results }: Placed): RailWork {
  const { probe, spans, spacing } = request;
  const correction = request.correctionOf(rail);
  const mode = modeOf(rail, spacing);
  const period = mode.period / NANOS_PER_SECOND;
  const done = (index: number, integral: Integral, seen: SeenColumns | undefined) => {
    const span = spans[index];
    if (span === undefined) return;
    const clock = request.clockErrors?.(span) ?? [];
    const origin = { probe, rail, span, correction, seen, period, holds: mode.newer === 1, clock };
    results.set(index, railEnergy(integral, origin));
  };
  if (rail.measures === "energy-counter") return { ...counterWork(rail, first, mode), done };
  const values = new PowerValues(rail, first, correction);
  return {
    lag: mode.lag,
    fill: (samples) => values.fill(samples),
    meter: (span) => new PowerMeter(span, mode),
    columns: () => {
      if (correction.curve !== null) return new ColumnExtents(rail, first);
      return rail.columns.length > 1 ? new ColumnMeans(rail, first) : undefined;
    },
    done,
  };
}

function counterWork(rail: Rail, first: number, { period }: Mode): Omit<RailWork, "done"> {
  const unwrapper = new Unwrapper(rail, first, period);
  const update = rail.period * NANOS_PER_SECOND;
  return {
    lag: 0,
    fill: (samples) => unwrapper.fill(samples),
    meter: (span) => new CounterMeter(span, { period, update }),
    columns: () => undefined,
  };
}
