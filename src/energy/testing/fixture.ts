import type { Samples } from "../../core/batch.js";
import type { Correction } from "../../core/correction.js";
import type { ErrorSource, Rail, SensorWindow } from "../../core/rail.js";
import { identity } from "../../correct/identity.js";
import { measureWindows } from "../measure.js";
import type { RailEnergy, Span } from "../span.js";

/** Rails, samples and windows for the tests of this folder. */
export const SECOND = 1e9;

export const errorSource = (kind: ErrorSource["kind"], size: number, more: Partial<ErrorSource> = {}): ErrorSource => ({
  id: kind,
  kind,
  of: "power",
  distribution: "normal",
  size,
  origin: "test",
  ...more,
});

export const powerRail = (more: Partial<Rail> = {}): Rail => ({
  id: "VDD",
  point: "regulator-input",
  measures: "power",
  columns: [{ name: `${more.id ?? "VDD"}.power`, quantity: "power", unit: "W", scale: 1 }],
  period: 0.1,
  window: { kind: "instantaneous" },
  uncertainty: [],
  ...more,
});

export const averaging = (kind: "boxcar" | "running-mean", width: number): { window: SensorWindow } => ({
  window: { kind, width },
});

export const counterRail = (more: Partial<Rail> = {}): Rail => ({
  ...powerRail(),
  id: "package",
  point: "die-model",
  measures: "energy-counter",
  columns: [{ name: "package.energy", quantity: "energy", unit: "uJ", scale: 1e-6 }],
  period: 0.001,
  window: { kind: "counter" },
  ...more,
});

export const span = (fromS: number, toS: number, more: Partial<Span> = {}): Span => ({
  key: "w",
  from: fromS * SECOND,
  to: toS * SECOND,
  fromWithin: 0,
  toWithin: 0,
  ...more,
});

/** Instants from `startS` on, `count` of them, `periodS` apart (in ns). */
export const grid = (startS: number, periodS: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => (startS + k * periodS) * SECOND);

/** The samples in chunks of the sizes given, over and over, in arrays that are used again as a reader does. */
export function* chunked(
  at: readonly number[],
  columns: readonly (readonly number[])[],
  sizes = [1e9],
): Iterable<Samples> {
  const longest = Math.min(at.length, Math.max(...sizes)) + 3;
  const chunk = { at: new Float64Array(longest), columns: columns.map(() => new Float64Array(longest)) };
  for (let from = 0, turn = 0; from < at.length; turn++) {
    const length = Math.min(at.length - from, sizes[turn % sizes.length] ?? 1);
    chunk.at.fill(-1).set(at.slice(from, from + length));
    columns.forEach((column, k) => {
      chunk.columns[k]?.fill(1e30).set(column.slice(from, from + length));
    });
    yield { length, ...chunk };
    from += length;
  }
}

export interface Given {
  readonly rail: Rail;
  readonly at: readonly number[];
  readonly columns: readonly (readonly number[])[];
  readonly spans: readonly Span[];
  readonly sizes?: readonly number[];
  readonly spacing?: number;
  readonly correction?: Correction;
}

/** One rail in each window. */
export const measureRail = ({ rail, at, columns, spans, sizes, spacing, correction }: Given): RailEnergy[] =>
  measureWindows(
    {
      probe: "meter",
      rails: [rail],
      spans,
      spacing: spacing ?? 0,
      correctionOf: (one) => correction ?? identity(one.point),
    },
    chunked(at, columns, sizes === undefined ? undefined : [...sizes]),
  ).flat();

/** One rail sampled from a waveform, in one window. */
export function measureWave(
  wave: (s: number) => number,
  given: Omit<Given, "columns" | "spans"> & { span: Span },
): RailEnergy {
  const columns = [given.at.map((at) => wave(at / SECOND))];
  const [energy] = measureRail({ ...given, columns, spans: [given.span] });
  if (energy === undefined) throw new Error("no result");
  return energy;
}
