import type { Samples } from "../core/batch.js";
import type { Condition } from "../core/condition.js";
import { columnsOf, type Rail } from "../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { identity } from "../correct/identity.js";
import { PowerValues } from "../energy/power-values.js";
import type { RailChunk, Span } from "../energy/span.js";
import { Unwrapper } from "../energy/unwrap.js";
import { Bins } from "../steady/bins.js";

/** The course of one rail's power (W, as the instrument shows it), or of one temperature (°C), in a window. */
export interface Course {
  readonly of: string;
  readonly kind: "power" | "temperature";
  /** Means over equal parts of the window; NaN where there was no sample. */
  readonly means: Float64Array;
}

/** What is traced, and where. */
export interface TraceRequest {
  readonly rails: readonly Rail[];
  readonly conditions: readonly Condition[];
  /** A window that nobody asks about has no span here. */
  readonly spans: readonly (Span | undefined)[];
  readonly spacing: Seconds;
}

interface Traced {
  readonly of: string;
  readonly kind: Course["kind"];
  /** By window. */
  readonly bins: readonly (Bins | undefined)[];
  take(samples: Samples, bins: readonly Bins[]): void;
}

/** Courses of the outermost rails and of temperatures, taken on the way of the samples to those who integrate them. */
export class Traces {
  readonly #traced: readonly Traced[];

  constructor({ rails, conditions, spans, spacing }: TraceRequest) {
    const binsOf = (period: Seconds) =>
      spans.map((span) => span && new Bins({ ...span, spacing: Math.max(period, spacing) * NANOS_PER_SECOND }));
    const first = columnsOf(rails).length;
    this.#traced = [
      ...rails.flatMap((rail, k) =>
        rail.partOf === undefined
          ? { of: rail.id, kind: "power" as const, bins: binsOf(rail.period), take: takerOf(rail, firstOf(rails, k)) }
          : [],
      ),
      ...conditions.flatMap(({ name, quantity }, k) =>
        quantity === "temperature" ? { of: name, kind: quantity, bins: binsOf(0), take: columnTaker(first + k) } : [],
      ),
    ];
  }

  /** The samples as they came. */
  *watch(samples: Iterable<Samples>): Generator<Samples> {
    for (const chunk of samples) {
      for (const { bins, take } of this.#traced)
        take(
          chunk,
          bins.filter((one) => one !== undefined),
        );
      yield chunk;
    }
  }

  /** By window, in the order of the request. */
  courses(window: number): readonly Course[] {
    return this.#traced.flatMap(({ of, kind, bins }) => {
      const means = bins[window]?.means();
      return means === undefined ? [] : { of, kind, means };
    });
  }
}

const firstOf = (rails: readonly Rail[], k: number): number => columnsOf(rails.slice(0, k)).length;

function takerOf(rail: Rail, first: number): Traced["take"] {
  if (rail.measures === "energy-counter") return counterTaker(rail, first);
  const values = new PowerValues(rail, first, identity(rail.point));
  return (samples, bins) => put(values.fill(samples), bins);
}

const columnTaker =
  (column: number): Traced["take"] =>
  ({ at, length, columns }, bins) => {
    const values = columns[column];
    if (values !== undefined) put({ at, length, values }, bins);
  };

function put({ at, values, length }: Pick<RailChunk, "at" | "values" | "length">, bins: readonly Bins[]): void {
  for (const bin of bins) bin.addAll(at, values, length);
}

/** A counter's power is known between two readings, and stands for the time between them. */
function counterTaker(rail: Rail, first: number): Traced["take"] {
  const unwrapper = new Unwrapper(rail, first, rail.period * NANOS_PER_SECOND);
  let [lastAt, last, segment] = [Number.NaN, Number.NaN, 0];
  return (samples, bins) => {
    const { at, values, segments, length } = unwrapper.fill(samples);
    for (let i = 0; i < length; i++) {
      const [instant, count] = [at[i] ?? Number.NaN, values[i] ?? Number.NaN];
      if (Number.isNaN(count)) continue;
      const span = instant - lastAt;
      const power = segments[i] === segment ? ((count - last) / span) * NANOS_PER_SECOND : Number.NaN;
      for (const bin of bins) bin.add((instant + lastAt) / 2, power, span);
      [lastAt, last, segment] = [instant, count, segments[i] ?? 0];
    }
  };
}
