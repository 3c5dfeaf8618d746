import type { Samples } from "../core/batch.js";
import type { Correction } from "../core/correction.js";
import type { Rail } from "../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { ColumnExtents, ColumnMeans, type SeenColumns } from "./columns.js";
import { CounterMeter } from "./counter-meter.js";
import { Fresh } from "./fresh.js";
import { type Mode, modeOf } from "./mode.js";
import { PhasesMeter } from "./phases-meter.js";
import { PowerMeter } from "./power-meter.js";
import { PowerValues } from "./power-values.js";
import { railEnergy } from "./rail-energy.js";
import { RailStream, type RailWork } from "./rail-stream.js";
import { FASTER, type Spacings } from "./spacing.js";
import type { ClockError, Integral, RailEnergy, Span } from "./span.js";
import { Stopped } from "./stopped.js";
import { Unlag } from "./unlag.js";
import { Unwrapper } from "./unwrap.js";

/** What to measure of one probe. */
export interface MeasureRequest {
  readonly probe: string;
  /** All rails of the probe, in the order of its columns. */
  readonly rails: readonly Rail[];
  readonly spans: readonly Span[];
  readonly correctionOf: (rail: Rail) => Correction;
  /** Actual spacing of the samples, and of the new values in each column, see `spacingsOf`. */
  readonly spacing: Seconds;
  readonly updates?: Spacings["updates"];
  /** Samples are placed by what polls showed of a known load: how late polls are on average is in that already. */
  readonly asPolled?: boolean;
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
    const results = new Map<number, () => RailEnergy>();
    const stream = new RailStream(workOf(request, { rail, first, results }), request.spans);
    first += rail.columns.length;
    return { stream, results };
  });
  for (const chunk of samples) for (const { stream } of rails) stream.take(chunk);
  for (const { stream } of rails) stream.end();
  return request.spans.map((_, index) => rails.flatMap(({ results }) => results.get(index)?.() ?? []));
}

interface Placed {
  readonly rail: Rail;
  /** Index of its first column. */
  readonly first: number;
  /** Judged when all samples were seen: that a sensor has stopped shows only a while later. */
  readonly results: Map<number, () => RailEnergy>;
}

function workOf(request: MeasureRequest, { rail, first, results }: Placed): RailWork {
  const { probe, spans, spacing } = request;
  const correction = request.correctionOf(rail);
  const pace = paceOf(rail, first, request);
  const mode = modeOf({ ...rail, period: pace.update }, spacing, pace.late);
  const period = mode.period / NANOS_PER_SECOND;
  const stopped = stopsCounted(rail) ? new Stopped({ step: stepOf(rail, shownIn(rail)) }) : undefined;
  const done = (index: number, integral: Integral, seen: SeenColumns | undefined) => {
    const span = spans[index];
    if (span === undefined) return;
    const stops = stopped?.stops ?? [];
    const knownStops = stops.length;
    const clock = request.clockErrors?.(span) ?? [];
    const origin = {
      probe,
      rail,
      span,
      correction,
      seen,
      stops,
      knownStops,
      clock,
      period,
      update: Math.max(pace.update, spacing),
      counted: pace.repeats ? spacing : Math.max(pace.update, spacing),
      holds: mode.newer === 1 && mode.timeConstant === 0,
    };
    results.set(index, () => railEnergy(integral, origin));
  };
  if (rail.measures === "energy-counter") return { ...counterWork({ rail, first, mode, pace, spacing }), done };
  const values = new PowerValues(rail, first, correction);
  const tile = Math.max(pace.update, spacing) * NANOS_PER_SECOND;
  return {
    later: mode.later,
    prepare: preparing({ rail, first, mode, pace }, stopped),
    fill: (samples) => values.fill(samples),
    meter: (span) => (mode.stride > 0 ? new PhasesMeter(span, mode, tile) : new PowerMeter(span, mode)),
    columns: () => {
      if (correction.curve !== null) return new ColumnExtents(rail, first);
      return rail.columns.length > 1 ? new ColumnMeans(rail, first) : undefined;
    },
    done,
  };
}

/** How often a rail's sensor makes a new value. */
interface Pace {
  readonly update: Seconds;
  /** It is polled so much faster that it shows values again. */
  readonly repeats: boolean;
  /** How long a new value waits for the poll that sees it, on average. */
  readonly late: Seconds;
}

/** What was measured of this very device holds; else what the samples themselves show of a sensor that averages or counts. */
function paceOf(rail: Rail, first: number, { spacing, updates = [], asPolled = false }: MeasureRequest): Pace {
  const instantaneous = rail.window.kind === "instantaneous";
  const seen = rail.characterized || instantaneous ? undefined : updates[first + shownIn(rail)];
  const update = seen ?? rail.period;
  const repeats = spacing > 0 && update >= FASTER * spacing;
  return { update, repeats, late: repeats && !asPolled ? spacing / 2 : 0 };
}

interface Way {
  readonly rail: Rail;
  readonly first: number;
  readonly mode: Mode;
  readonly pace: Pace;
}

/** A counter that is polled faster than it counts is read just after it did: the reading before tells when. */
function counterWork({ rail, first, mode, pace, spacing }: Way & { spacing: Seconds }): Omit<RailWork, "done"> {
  const { period, later } = mode;
  const unwrapper = new Unwrapper(rail, first, period);
  const update = pace.update * NANOS_PER_SECOND;
  const within = pace.repeats ? spacing * NANOS_PER_SECOND : update;
  return {
    later,
    prepare: preparing({ rail, first, mode, pace }),
    fill: (samples) => unwrapper.fill(samples),
    meter: (span) =>
      new CounterMeter(
        { ...span, from: span.from + later, to: span.to + later },
        { period, update, within, repeats: pace.repeats },
      ),
    columns: () => undefined,
  };
}

/** The column in which a sensor's updates and its lag show: the voltage beside a current is steady. */
const shownIn = ({ columns }: Rail): number =>
  Math.max(
    0,
    columns.findIndex(({ quantity }) => quantity === "current"),
  );

/** Leaves out what was shown again, then what a dead sensor shows; then takes out the lag. */
function preparing({ rail, first, mode, pace }: Way, stopped?: Stopped): RailWork["prepare"] {
  const fresh = pace.repeats ? new Fresh(pace.update) : undefined;
  const unlag = mode.timeConstant > 0 ? new Unlag(mode.timeConstant) : undefined;
  const index = first + shownIn(rail);
  return (samples, withdraw) => {
    const { at, columns, length } = samples;
    const column = columns[index];
    if (column === undefined) return samples;
    const anew = fresh?.apply(at, column, length) ?? column;
    const alive = stopped?.apply(at, anew, length, withdraw) ?? anew;
    const shown = unlag?.apply(at, alive, length) ?? alive;
    return shown === column ? samples : { ...samples, columns: columns.with(index, shown) };
  };
}

/** A counter that stops is another matter, and a model may well say the same for ever. */
const stopsCounted = ({ measures, point }: Rail): boolean => measures === "power" && point !== "estimate";

/** How finely the column tells values apart in which a stop would show. */
function stepOf({ uncertainty, columns }: Rail, index: number): number | undefined {
  const column = columns[index];
  const source = uncertainty.find(({ kind, of }) => kind === "resolution" && of === column?.quantity);
  return source && column && source.size / Math.abs(column.scale);
}
