import type { Trace } from "../../../calibration/pair/trace.js";
import { columnNamesOf } from "../../core/condition.js";
import type { ColumnQuantity } from "../../core/rail.js";
import { NANOS_PER_SECOND, type Nanoseconds } from "../../core/units.js";
import { Unwrapper } from "../../energy/unwrap.js";
import type { StoredRecording } from "../../recording/reader.js";
import type { NamedRail } from "./rail-word.js";

/** The samples of one rail of a recording, in SI units; NaN where there is none. */
export interface RailSamples {
  readonly power: Trace;
  /** Where the rail has them. */
  readonly voltage?: Trace;
  readonly current?: Trace;
}

/** Reads a rail's samples; instants in nanoseconds after `zero` on the host's clock. */
export function railSamples(recording: StoredRecording, { probe, rail }: NamedRail, zero: Nanoseconds): RailSamples {
  const source = { recording, probe, rail, shift: Number(recording.manifest.start - zero) };
  return rail.measures === "energy-counter" ? { power: countedPower(source) } : sampledPower(source);
}

interface Source extends NamedRail {
  readonly recording: StoredRecording;
  /** Nanoseconds from `zero` to the recording's start. */
  readonly shift: number;
}

function sampledPower({ recording, probe, rail, shift }: Source): RailSamples {
  const names = columnNamesOf(probe);
  const columns = rail.columns.map(({ name, scale }) => ({
    index: names.indexOf(name),
    scale,
    values: [] as number[],
  }));
  const times: number[] = [];
  for (const samples of recording.samples(probe.name))
    for (let i = 0; i < samples.length; i++) {
      times.push((samples.at[i] ?? Number.NaN) + shift);
      for (const { index, scale, values } of columns) values.push((samples.columns[index]?.[i] ?? Number.NaN) * scale);
    }
  const { window, period } = rail;
  const timing = { at: Float64Array.from(times), periodS: period, windowS: "width" in window ? window.width : 0 };
  const watts = times.map((_, i) => columns.reduce((product, { values }) => product * (values[i] ?? Number.NaN), 1));
  const trace = (quantity: ColumnQuantity): Trace | undefined => {
    const column = columns[rail.columns.findIndex((each) => each.quantity === quantity)];
    return column && { ...timing, values: Float64Array.from(column.values) };
  };
  const [voltage, current] = [trace("voltage"), trace("current")];
  const power = { ...timing, values: Float64Array.from(watts) };
  return { power, ...(voltage && { voltage }), ...(current && { current }) };
}

/** Of a counter: the mean power since the reading before, which is the mean of the span that ends at its instant. */
function countedPower({ recording, probe, rail, shift }: Source): Trace {
  const column = columnNamesOf(probe).indexOf(rail.columns[0]?.name ?? "");
  const unwrapper = new Unwrapper(rail, column, rail.period * NANOS_PER_SECOND);
  const [times, watts]: [number[], number[]] = [[], []];
  let before: { readonly at: number; readonly joules: number; readonly segment: number } | undefined;
  for (const samples of recording.samples(probe.name)) {
    const { length, at, values, segments } = unwrapper.fill(samples);
    for (let i = 0; i < length; i++) {
      const reading = { at: at[i] ?? Number.NaN, joules: values[i] ?? Number.NaN, segment: segments?.[i] ?? 0 };
      if (before !== undefined) {
        times.push(reading.at + shift);
        watts.push(before.segment === reading.segment ? powerBetween(before, reading) : Number.NaN);
      }
      before = reading;
    }
  }
  return { at: Float64Array.from(times), values: Float64Array.from(watts), periodS: rail.period, windowS: rail.period };
}

type Reading = { readonly at: number; readonly joules: number };
const powerBetween = (from: Reading, to: Reading): number =>
  ((to.joules - from.joules) / (to.at - from.at)) * NANOS_PER_SECOND;
