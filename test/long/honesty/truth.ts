import { energyOf, powerAt, type Waveform } from "../../../probes/simulated/waveform.js";
import type { Samples } from "../../../src/core/batch.js";
import type { Played, TrueWindow } from "./play.js";
import type { Schedule } from "./schedule.js";

/** The waveform's energy in closed form, J. */
export const trueEnergy = ({ waveform, scales }: Schedule, rail: number, { from, to }: TrueWindow): number =>
  (scales[rail] ?? Number.NaN) * energyOf(waveform, from, to);

/** Ticks that can be read back, with the reading of each rail valid or not. */
export interface Readable {
  readonly at: readonly number[];
  /** By rail. */
  readonly valid: readonly (readonly boolean[])[];
  /** By rail: valid, and another value than the valid one before. */
  readonly changed: readonly (readonly boolean[])[];
}

/** What can be read back, after a check that it is what was given: nothing invented, nothing changed. */
export function readable(samples: Iterable<Samples>, { given }: Played, period: number): Readable {
  const at: number[] = [];
  const valid: boolean[][] = given.rails.map(() => []);
  const changed: boolean[][] = given.rails.map(() => []);
  const shown = given.rails.map(() => "");
  const columns = given.rails.flat();
  for (const chunk of samples) {
    for (let i = 0; i < chunk.length; i++) {
      const instant = (chunk.at[i] ?? Number.NaN) / 1e9;
      const tick = Math.round(instant / period);
      if (given.present[tick] !== true) throw new Error(`a sample at ${instant} s that was never taken`);
      for (const [c, column] of columns.entries())
        if (!Object.is(chunk.columns[c]?.[i], column[tick])) throw new Error(`column ${c} changed at ${instant} s`);
      at.push(instant);
      for (const [rail, own] of given.rails.entries()) {
        const values = own.map((column) => column[tick] ?? Number.NaN);
        const isValid = !values.some(Number.isNaN);
        valid[rail]?.push(isValid);
        changed[rail]?.push(isValid && values.join() !== shown[rail]);
        if (isValid) shown[rail] = values.join();
      }
    }
  }
  return { at, valid, changed };
}

/** Instants of the valid samples of a rail in a window, edges included. */
export const inside = ({ at, valid }: Readable, rail: number, { from, to }: TrueWindow): number[] =>
  at.filter((instant, k) => valid[rail]?.[k] === true && instant >= from && instant <= to);

/**
 * How many samples the number of a rail may rest on: those of a power rail that were recorded in the window. A counter's
 * readings that repeat a value need not count, and it may be looked for up to a reading later.
 */
export function mayRestOn(
  read: Readable,
  rail: number,
  { kind, period, window: { from, to } }: { kind: Schedule["kind"]; period: number; window: TrueWindow },
): { readonly least: number; readonly most: number } {
  const recorded = inside(read, rail, { from, to }).length;
  if (kind !== "counter") return { least: recorded, most: recorded };
  const anew = { ...read, valid: read.changed };
  return {
    least: Math.min(recorded, inside(anew, rail, { from: from + period, to }).length),
    most: inside(read, rail, { from, to: to + period }).length,
  };
}

/** Coverage of a power rail: 1 less what of each gap is longer than 1.5 periods (measurement.md 4.3). */
export function coverageOf(instants: readonly number[], { from, to }: TrueWindow, period: number): number {
  if (instants.length === 0) return 0;
  const ends = [from, ...instants, to];
  const lost = ends.slice(1).reduce((sum, t, k) => sum + Math.max(0, t - (ends[k] ?? t) - 1.5 * period), 0);
  return Math.max(0, 1 - lost / (to - from));
}

/** True when the power stayed, in the whole window, between the lowest and the highest at these instants. */
export function seenRange(waveform: Waveform, instants: readonly number[], { from, to }: TrueWindow): boolean {
  const seen = instants.map((instant) => powerAt(waveform, instant));
  const [low, high] = [Math.min(...seen), Math.max(...seen)];
  const span = Math.max(Math.abs(high), 1e-12);
  for (let k = 0; k <= 2000; k++) {
    const power = powerAt(waveform, from + ((to - from) * k) / 2000);
    if (power < low - 1e-9 * span || power > high + 1e-9 * span) return false;
  }
  return true;
}

/** The jumps of a waveform between two instants. */
function jumpsOf(waveform: Waveform, { from, to }: TrueWindow): number[] {
  if (waveform.type === "step") return [waveform.atS].filter((at) => at >= from && at <= to);
  if (waveform.type !== "square") return [];
  const { periodS, duty } = waveform;
  const jumps: number[] = [];
  for (let k = Math.floor(from / periodS) - 1; k * periodS <= to; k++) jumps.push(k * periodS, (k + duty) * periodS);
  return jumps.filter((at) => at >= from && at <= to);
}

/**
 * What may be wrong because the power jumps between the samples on either side of an edge of the window, in seconds at the
 * jump's height; 0 without such a jump. The clamp takes it to be at the edge itself (measurement.md 4.1), and no sample
 * can tell where it was.
 */
export function jumpsAtEdges({ at, valid }: Readable, rail: number, { waveform, window }: Edged): number {
  const instants = at.filter((_, k) => valid[rail]?.[k] === true);
  const lengths = [window.from, window.to].map((edge) => {
    const from = instants.findLast((instant) => instant < edge) ?? window.from - 1e3;
    const to = instants.find((instant) => instant > edge) ?? window.to + 1e3;
    return jumpsOf(waveform, { from, to }).length > 0 ? to - from : 0;
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}

interface Edged {
  readonly waveform: Waveform;
  readonly window: TrueWindow;
}
