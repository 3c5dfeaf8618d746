import fc from "fast-check";
import type { Waveform } from "../../../probes/simulated/waveform.js";

/** What a simulated instrument is, what goes wrong with it, and what is measured with it. Times in s, shares 0 to 1. */
export interface Schedule {
  readonly seed: number;
  /** Uniform in -1 to 1: what errors are drawn from. */
  readonly draws: readonly number[];
  readonly waveform: Waveform;
  readonly kind: "power" | "voltage-current" | "counter";
  readonly period: number;
  readonly ticks: number;
  /** One rail each, as a multiple of the waveform. */
  readonly scales: readonly number[];
  /** Relative to the waveform's peak. */
  readonly noise: number;
  readonly resolution: number;
  readonly offset: number;
  /** Standard uncertainty or half-width, relative; the error itself is drawn from the seed. */
  readonly gain: { readonly size: number; readonly distribution: "normal" | "rectangular" };
  readonly counter: CounterShape;
  readonly command: Stretch;
  readonly marks: readonly Stretch[];
  readonly faults: readonly Fault[];
  /** Ticks in one chunk of the file. */
  readonly chunk: number;
}

/** A window by its shares of what it lies in, and how badly its edges are known (in samples). */
export interface Stretch {
  readonly from: number;
  readonly length: number;
  readonly within: number;
}

/** How a counter counts. */
export interface CounterShape {
  /** Updates between two readings; 1 is one a reading. */
  readonly updates: number;
  /** Wraps in the whole recording; 0 is a counter without a range. */
  readonly turns: number;
  readonly start: number;
}

/** What goes wrong, at a share of the recording or near an edge of the command window. */
export type Fault =
  | { readonly type: "nan" | "hole" | "stuck"; readonly at: Place; readonly ticks: number; readonly rail: number }
  | { readonly type: "reset"; readonly at: Place; readonly rail: number }
  | { readonly type: "die"; readonly at: Place }
  | { readonly type: "never"; readonly rail: number }
  | { readonly type: "corrupt" | "truncate"; readonly share: number }
  | { readonly type: "killed" };

/** A share of the recording, or a number of ticks from an edge of the command. */
export type Place = { readonly share: number } | { readonly edge: "from" | "to"; readonly ticks: number };

/** Uniform, which `fc.double` is not: errors have to be drawn as their uncertainty says. */
const uniform = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 1_000_000 }).map((k) => min + ((max - min) * k) / 1_000_000);
/** As many small as large ones. */
const magnitude = (min: number, max: number): fc.Arbitrary<number> =>
  uniform(Math.log(min), Math.log(max)).map(Math.exp);
const orNone = (some: fc.Arbitrary<number>): fc.Arbitrary<number> => fc.oneof(fc.constant(0), some);

const place: fc.Arbitrary<Place> = fc.oneof(
  uniform(0, 1).map((share) => ({ share })),
  fc.record({ edge: fc.constantFrom("from" as const, "to" as const), ticks: fc.integer({ min: -6, max: 6 }) }),
);
const ticks = magnitude(1, 600).map(Math.round);
const railIndex = fc.integer({ min: 0, max: 2 });

/** Faults that only take samples away, from any rail at any place. */
const losses: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constantFrom("nan" as const, "hole" as const), at: place, ticks, rail: railIndex }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("die" as const), at: place }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("never" as const), rail: railIndex }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constantFrom("corrupt" as const, "truncate" as const), share: uniform(0, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("killed" as const) }) },
);
const counterFaults: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 3, arbitrary: losses },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("reset" as const), at: place, rail: railIndex }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("stuck" as const), at: place, ticks, rail: railIndex }) },
);

/**
 * Structure is slow against the sampling: at least 20 samples a period or a ramp, 8 in each half of a square wave. What
 * happens between two samples no instrument of this kind can tell (measurement.md 4.5).
 */
function waveforms(period: number, span: number): fc.Arbitrary<Waveform> {
  const watts = magnitude(0.5, 300);
  const time = uniform(-0.1 * span, 1.1 * span);
  const long = magnitude(20 * period, Math.max(40 * period, 2 * span));
  return fc.oneof(
    watts.map((powerW) => ({ type: "constant" as const, powerW })),
    fc.record({ type: fc.constant("step" as const), beforeW: watts, afterW: watts, atS: time }),
    fc
      .record({ beforeW: watts, afterW: watts, fromS: time, length: long })
      .map(({ length, ...ramp }) => ({ type: "ramp" as const, ...ramp, toS: ramp.fromS + length })),
    fc
      .record({ meanW: watts, share: uniform(0, 1), periodS: long })
      .map(({ share, ...sine }) => ({ type: "sine" as const, ...sine, amplitudeW: share * sine.meanW })),
    fc.record({
      type: fc.constant("square" as const),
      lowW: watts,
      highW: watts,
      periodS: long,
      duty: uniform(0.4, 0.6),
    }),
  );
}

const stretch: fc.Arbitrary<Stretch> = fc.record({
  from: uniform(0, 0.9),
  // a fifth of them only a few samples long
  length: fc.oneof({ weight: 4, arbitrary: uniform(0.05, 1) }, { weight: 1, arbitrary: magnitude(1e-4, 0.05) }),
  within: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: magnitude(0.01, 3) }),
});

/** What is common to all schedules; `faults` and `ticks` say how hard they are. */
export interface Hardness {
  readonly faults: number;
  readonly ticks: number;
}

/** Schedules, uniform in what is drawn by chance: give `fc.noBias` of it where frequencies count. */
export const schedules = ({ faults, ticks: most }: Hardness): fc.Arbitrary<Schedule> =>
  fc
    .record({
      period: fc.constantFrom(0.001, 0.01, 0.04, 0.1),
      ticks: magnitude(30, most).map(Math.round),
      kind: fc.constantFrom("power" as const, "voltage-current" as const, "counter" as const),
    })
    .chain((shape) =>
      fc.record({
        seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        draws: fc.array(uniform(-1, 1), { minLength: 40, maxLength: 40 }),
        waveform: waveforms(shape.period, shape.period * shape.ticks),
        kind: fc.constant(shape.kind),
        period: fc.constant(shape.period),
        ticks: fc.constant(shape.ticks),
        scales: fc.array(magnitude(0.1, 3), { minLength: 1, maxLength: 3 }),
        noise: orNone(magnitude(1e-4, 0.1)),
        resolution: orNone(magnitude(1e-5, 0.02)),
        offset: orNone(magnitude(1e-4, 0.02)),
        gain: fc.record({
          size: orNone(magnitude(1e-4, 0.05)),
          distribution: fc.constantFrom("normal" as const, "rectangular" as const),
        }),
        counter: fc.record({ updates: magnitude(1, 50), turns: orNone(magnitude(0.3, 20)), start: uniform(0, 1) }),
        command: stretch,
        marks: fc.array(stretch, { maxLength: 4 }),
        faults: fc.array(shape.kind === "counter" ? counterFaults : losses, { maxLength: faults }),
        chunk: fc.integer({ min: 5, max: 200 }),
      }),
    );
