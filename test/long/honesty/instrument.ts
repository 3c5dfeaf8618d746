import { normalAt } from "../../../probes/simulated/noise.js";
import { energyOf, peakOf, powerAt } from "../../../probes/simulated/waveform.js";
import type { ErrorSource, Rail } from "../../../src/core/rail.js";
import type { Schedule } from "./schedule.js";

/** Joules a counter may have when the recording begins: more than it can count, so that no reset passes unseen. */
const startOf = (schedule: Schedule): number => (1 + schedule.counter.start) * countedBy(schedule);
const countedBy = ({ waveform, period, ticks }: Schedule): number => 3.5 * peakOf(waveform) * period * ticks;

/** Joules at which the counter of a rail begins again. */
const rangeOf = (schedule: Schedule): number | undefined =>
  schedule.counter.turns === 0 ? undefined : (3 * countedBy(schedule)) / Math.max(schedule.counter.turns, 1 / 3);

/** One random number in -1 to 1 of a schedule, the same each time it is asked for. */
export const drawn = ({ draws }: Schedule, what: number): number => draws[what] ?? 0;

/** An error of the size and distribution that the rail states. */
function errorOf(schedule: Schedule, { size, distribution }: Pick<ErrorSource, "size" | "distribution">, what: number) {
  if (distribution === "normal") return size * normalAt({ seed: schedule.seed, stream: 2000 + what, tick: 0 });
  return size * drawn(schedule, what);
}

/** The rails that state the errors which their readings have. */
export function railsOf(schedule: Schedule): readonly Rail[] {
  const { kind, period, scales, counter, waveform } = schedule;
  return scales.map((scale, k) => {
    const range = kind === "counter" ? rangeOf(schedule) : undefined;
    return {
      id: `rail${k}`,
      point: "regulator-input",
      measures: kind === "counter" ? "energy-counter" : "power",
      columns: columnsOf(kind, k),
      period: kind === "counter" ? period / counter.updates : period,
      window: { kind: kind === "counter" ? "counter" : "instantaneous" },
      plausiblePower: 2.5 * Math.max(scale * peakOf(waveform), 0.1),
      ...(range !== undefined && { counterRange: range }),
      uncertainty: sourcesOf(schedule, scale),
    };
  });
}

function columnsOf(kind: Schedule["kind"], k: number): Rail["columns"] {
  if (kind === "counter") return [{ name: `rail${k}.energy`, quantity: "energy", unit: "J", scale: 1 }];
  if (kind === "power") return [{ name: `rail${k}.power`, quantity: "power", unit: "mW", scale: 1e-3 }];
  return [
    { name: `rail${k}.voltage`, quantity: "voltage", unit: "mV", scale: 1e-3 },
    { name: `rail${k}.current`, quantity: "current", unit: "mA", scale: 1e-3 },
  ];
}

const VOLTS = 5;

function sourcesOf(schedule: Schedule, scale: number): ErrorSource[] {
  const { kind, gain, resolution, offset, waveform } = schedule;
  const of = kind === "counter" ? "energy" : kind === "power" ? "power" : "current";
  const full = fullScale(schedule, scale);
  const origin = "drawn for a test";
  const gains: ErrorSource[] = [{ id: "gain", kind: "gain", of, ...gain, origin }];
  if (kind === "voltage-current") {
    gains.push({
      id: "voltage gain",
      kind: "gain",
      of: "voltage",
      distribution: "rectangular",
      size: 0.3 * gain.size,
      origin,
    });
  }
  const step: ErrorSource = {
    id: "step",
    kind: "resolution",
    of,
    distribution: "rectangular",
    size: resolution * full,
    origin,
  };
  if (kind === "counter" || waveform.type === "constant") return [...gains, step];
  return [...gains, step, { id: "offset", kind: "offset", of, distribution: "normal", size: offset * full, origin }];
}

/** Of a rail's column that errors act on: W, A, or J in a hundred samples. */
function fullScale({ kind, waveform, period }: Schedule, scale: number): number {
  const watts = scale * peakOf(waveform);
  if (kind === "counter") return watts * period;
  return kind === "power" ? watts : watts / VOLTS;
}

/** The columns of a rail at ticks 0, 1, 2 ...; what the instrument shows, with its errors and without faults. */
export function readingsOf(schedule: Schedule, rail: number): Float64Array[] {
  const scale = schedule.scales[rail] ?? Number.NaN;
  const [source, ...others] = sourcesOf(schedule, scale);
  const offset = others.find(({ kind }) => kind === "offset");
  const step = others.find(({ kind }) => kind === "resolution")?.size ?? 0;
  const gain = source === undefined ? 0 : errorOf(schedule, source, 3 * rail);
  const shift = offset === undefined ? 0 : errorOf(schedule, offset, 3 * rail + 1);
  const along = (read: (tick: number) => number) =>
    Float64Array.from({ length: schedule.ticks }, (_, tick) => read(tick));
  if (schedule.kind === "counter") return [along((tick) => countAt(schedule, { tick, scale, gain, step }))];
  const volts = others.find(({ of }) => of === "voltage");
  const unit = schedule.kind === "power" ? 1 : VOLTS;
  const main = along((tick) => {
    const watts = scale * powerAt(schedule.waveform, tick * schedule.period) + noiseAt(schedule, { tick, rail, scale });
    return 1e3 * onStep((watts / unit) * (1 + gain) + shift, step);
  });
  if (volts === undefined) return [main];
  const voltage = 1e3 * VOLTS * (1 + errorOf(schedule, volts, 3 * rail + 2));
  return [along(() => voltage), main];
}

const noiseAt = (
  { noise, waveform, seed }: Schedule,
  { tick, rail, scale }: { tick: number; rail: number; scale: number },
) => (noise === 0 ? 0 : noise * scale * peakOf(waveform) * normalAt({ seed, stream: rail, tick }));

interface Count {
  readonly tick: number;
  readonly scale: number;
  readonly gain: number;
  readonly step: number;
}

/** What the counter counted up to its last update. */
function countAt(schedule: Schedule, { tick, scale, gain, step }: Count): number {
  const { period, counter, waveform } = schedule;
  const update = period / counter.updates;
  const phase = 0.5 * (1 + drawn(schedule, 39)) * update;
  const updated = Math.floor((tick * period + phase) / update) * update - phase;
  const joules = startOf(schedule) + scale * (1 + gain) * energyOf(waveform, 0, updated);
  const stepped = step === 0 ? joules : Math.floor(joules / step) * step;
  const range = rangeOf(schedule);
  return range === undefined ? stepped : stepped % range;
}

const onStep = (value: number, step: number): number => (step === 0 ? value : Math.round(value / step) * step);
