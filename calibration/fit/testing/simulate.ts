import type { Random } from "../../../src/core/random.js";
import type { PairedPoints } from "../points.js";

/** A regulator as measurement.md 8.1 has it: .6 W + .045 V I + .9 mohm I^2 lost, at 1 V. */
export const truth = { aW: 0.6, bV: 0.045, cOhm: 9e-4, voltageV: 1 } as const;

/** Its true input power at a current, W. */
export const trueInput = (currentA: number, at: Readonly<Record<keyof typeof truth, number>> = truth): number =>
  at.aW + (at.voltageV + at.bV + at.cOhm * currentA) * currentA;

/** How the simulated meters err. */
export interface Meters {
  readonly random: Random;
  /** Floor in A and share of the reading; 20 mA and .3 % unless given. */
  readonly current?: readonly [floor: number, share: number];
  /** Floor in W and share of the reading; 10 mW and .3 % unless given. */
  readonly input?: readonly [floor: number, share: number];
  /** What the current meter reads is the current times this. */
  readonly gain?: number;
  readonly regulator?: Readonly<Record<keyof typeof truth, number>>;
}

/** Paired readings at true currents, with the noise stated as it is. */
export function simulated(currents: ArrayLike<number>, meters: Meters): PairedPoints {
  const { random, current = [0.02, 0.003], input = [0.01, 0.003], gain = 1, regulator = truth } = meters;
  const real = Float64Array.from(currents);
  const power = real.map((value) => trueInput(value, regulator));
  const noise = {
    currentA: real.map((value) => current[0] + current[1] * value),
    voltageV: new Float64Array(real.length),
    inputW: power.map((value) => input[0] + input[1] * value),
  };
  return {
    currentA: real.map((value, i) => gain * value + (noise.currentA[i] ?? 0) * random.normal()),
    voltageV: new Float64Array(real.length).fill(regulator.voltageV),
    inputW: power.map((value, i) => value + (noise.inputW[i] ?? 0) * random.normal()),
    noise,
  };
}

/** So many currents from one to another, each a fixed factor above the one before. */
export const ladder = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

/** So many currents at even distances. */
export const even = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
