import type { Batch, Gap } from "../../src/core/batch.js";
import { NANOS_PER_SECOND, type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import { normalAt } from "./noise.js";
import { inputPower } from "./regulator.js";
import type { RegulatorSettings, Settings } from "./settings.js";
import { energyOf, powerAt, type Waveform } from "./waveform.js";

/** A simulation in progress: what is sampled, and the instant of its tick 0. */
export interface Simulation {
  readonly settings: Settings;
  readonly waveform: Waveform;
  readonly period: Seconds;
  readonly start: Nanoseconds;
}

/** The host's instant of a tick: an exact point of the grid. */
export const instantOf = ({ start, period }: Simulation, tick: number): Nanoseconds =>
  start + BigInt(Math.round(tick * period * NANOS_PER_SECOND));

/** The last tick at or before an instant; -1 before the first. */
export function tickAt(simulation: Simulation, at: Nanoseconds): number {
  const guess = Math.floor(Number(at - simulation.start) / (simulation.period * NANOS_PER_SECOND));
  return instantOf(simulation, guess + 1) <= at ? guess + 1 : guess;
}

/** What the simulated instrument's own clock shows at a host instant: the skew and offset it was given. */
export function stampOf({ settings, start }: Simulation, at: Nanoseconds): Nanoseconds {
  if (settings.skewPpm === 0 && settings.offsetS === 0) return at;
  const drift = BigInt(Math.round(Number(at - start) * settings.skewPpm * 1e-6));
  return at + drift + nanoseconds(settings.offsetS);
}

/** The samples of the ticks `from` to `to` (not included). */
export function batchOf(simulation: Simulation, from: number, to: number): Batch {
  const { settings } = simulation;
  const at = new BigInt64Array(to - from);
  for (let i = 0; i < at.length; i++) at[i] = stampOf(simulation, instantOf(simulation, from + i));
  const columns =
    settings.regulator === undefined
      ? railColumns(simulation, from, to)
      : regulatorColumns(simulation, settings.regulator, [from, to]);
  return { probe: "simulated", at, columns, gaps: gapsOf(simulation, from, at) };
}

function railColumns(simulation: Simulation, from: number, to: number): readonly Float64Array[] {
  const { settings } = simulation;
  return settings.rails.flatMap((rail, stream) => {
    const main = new Float64Array(to - from);
    for (let i = 0; i < main.length; i++)
      main[i] = readingAt(simulation, { tick: from + i, scale: rail.scale, stream });
    if (settings.voltageV === undefined) return [main];
    return [main.map((reading) => (Number.isNaN(reading) ? reading : (settings.voltageV ?? reading))), main];
  });
}

/** Voltage and current behind a regulator and the power before it, each with noise of its own. */
function regulatorColumns(
  simulation: Simulation,
  regulator: RegulatorSettings,
  [from, to]: readonly [number, number],
): readonly Float64Array[] {
  const { settings, waveform, period } = simulation;
  const [volts, amperes, watts] = [0, 1, 2].map(() => new Float64Array(to - from).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const noise = (stream: number, tick: number) =>
    settings.noiseSdW === 0 ? 0 : settings.noiseSdW * normalAt({ seed: settings.seed, stream, tick });
  for (let tick = from; tick < to; tick++) {
    const t = tick * period;
    if (gapAt(simulation, t) !== undefined) continue;
    volts[tick - from] = regulator.outputV;
    amperes[tick - from] = (powerAt(waveform, settings.phaseS + t) + noise(0, tick)) / regulator.outputV;
    const output = powerAt(waveform, settings.phaseS + t - regulator.lagS);
    watts[tick - from] = inputPower(regulator, output) + noise(1, tick);
  }
  return [volts, amperes, watts];
}

/** The configured gap an instant (s from the start) falls into: its last instant without values is before `toS`. */
const gapAt = ({ settings }: Simulation, t: Seconds) => settings.gaps.find(({ fromS, toS }) => t >= fromS && t < toS);

/** Power, current or count as the instrument would give it at a tick; NaN in a gap. */
function readingAt(
  simulation: Simulation,
  { tick, scale, stream }: { tick: number; scale: number; stream: number },
): number {
  const { settings, waveform, period } = simulation;
  const t = tick * period;
  if (gapAt(simulation, t) !== undefined) return Number.NaN;
  const phase = settings.phaseS;
  if (settings.kind === "energy-counter") {
    const joules = settings.counterStartJ + scale * energyOf(waveform, phase, phase + t);
    const stepped = onStep(joules, settings.resolution);
    return settings.counterRangeJ === undefined ? stepped : stepped % settings.counterRangeJ;
  }
  const noise = settings.noiseSdW === 0 ? 0 : settings.noiseSdW * normalAt({ seed: settings.seed, stream, tick });
  const power = scale * powerAt(waveform, phase + t) + noise;
  return onStep(power / (settings.voltageV ?? 1), settings.resolution);
}

const onStep = (value: number, step: number | undefined): number =>
  step === undefined ? value : Math.round(value / step) * step;

/** One gap for each run of ticks that fall into one configured gap; its ends are the first and the last such tick. */
function gapsOf(simulation: Simulation, firstTick: number, at: BigInt64Array): readonly Gap[] {
  if (simulation.settings.gaps.length === 0) return [];
  const gaps: Gap[] = [];
  let open: { readonly cause: object; readonly from: Nanoseconds; to: Nanoseconds } | undefined;
  const close = () => open && gaps.push({ probe: "simulated", from: open.from, to: open.to, reason: "simulated-gap" });
  for (const [i, instant] of at.entries()) {
    const cause = gapAt(simulation, (firstTick + i) * simulation.period);
    if (open !== undefined && cause === open.cause) {
      open.to = instant;
      continue;
    }
    close();
    open = cause && { cause, from: instant, to: instant };
  }
  close();
  return gaps;
}
