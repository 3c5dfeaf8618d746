import { Random } from "../../core/random.js";

/** Power (W) over time (s) in steps: from each instant on, until the next; before the first, `before`. */
export interface Steps {
  readonly before: number;
  readonly steps: readonly (readonly [fromS: number, watts: number])[];
}

/** One busy stretch between idle ones: 250 W and 80 W, as in measurement.md 4.1. */
export const run = (fromS: number, toS: number): Steps => ({
  before: 80,
  steps: [
    [fromS, 250],
    [toS, 80],
  ],
});

/** A square wave of 250 and 80 W from an instant on, the busy half first. */
export const square = (fromS: number, toS: number, periodS: number): Steps => ({
  before: 80,
  steps: Array.from({ length: Math.ceil((toS - fromS) / periodS) }, (_, k) => fromS + k * periodS).flatMap((at) => [
    [at, 250] as const,
    [at + periodS / 2, 80] as const,
  ]),
});

/** Energy (J) of steps from an instant before all of them up to each of increasing instants. */
export function energyAt({ before, steps }: Steps, instants: readonly number[]): number[] {
  let [at, watts, joules, next] = [-1000, before, 0, 0];
  return instants.map((instant) => {
    for (let step = steps[next]; step !== undefined && step[0] <= instant; step = steps[++next]) {
      joules += watts * (step[0] - at);
      [at, watts] = step;
    }
    joules += watts * (instant - at);
    at = instant;
    return joules;
  });
}

/** The mean over the `width` before each instant. */
export function meansOf(load: Steps, instants: readonly number[], width: number): number[] {
  const to = energyAt(load, instants);
  return energyAt(
    load,
    instants.map((at) => at - width),
  ).map((joules, k) => ((to[k] ?? 0) - joules) / width);
}

/** What it is at each instant. */
export function powersOf({ before, steps }: Steps, instants: readonly number[]): number[] {
  let next = 0;
  return instants.map((instant) => {
    while (next < steps.length && (steps[next]?.[0] ?? 0) <= instant) next++;
    return steps[next - 1]?.[1] ?? before;
  });
}

/** What a first-order lag makes of it, exactly. */
export function lagged({ before, steps }: Steps, instants: readonly number[], tau: number): number[] {
  let [at, watts, shown, next] = [-1000, before, before, 0];
  const go = (to: number) => {
    shown = watts + (shown - watts) * Math.exp(-(to - at) / tau);
    at = to;
  };
  return instants.map((instant) => {
    for (let step = steps[next]; step !== undefined && step[0] <= instant; step = steps[++next]) {
      go(step[0]);
      watts = step[1];
    }
    go(instant);
    return shown;
  });
}

/** With normal noise. */
export const noisy = (values: readonly number[], sd: number, random: Random): number[] =>
  values.map((value) => value + sd * random.normal());

/** What polls at `instants` see of a sensor that shows `values` from `updates` on. */
export function polled(instants: readonly number[], updates: readonly number[], values: readonly number[]): number[] {
  let next = 0;
  return instants.map((instant) => {
    while (next < updates.length && (updates[next] ?? 0) <= instant) next++;
    return values[next - 1] ?? Number.NaN;
  });
}

/** Mean and standard deviation of what `trial` gives for so many seeds. */
export function over(seeds: number, trial: (random: Random) => number): { readonly mean: number; readonly sd: number } {
  const values = Array.from({ length: seeds }, (_, seed) => trial(new Random(seed + 1)));
  const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1)) };
}

/** Evenly spaced instants (s). */
export const every = (periodS: number, fromS: number, toS: number): number[] =>
  Array.from({ length: Math.floor((toS - fromS) / periodS + 1e-9) + 1 }, (_, k) => fromS + k * periodS);
