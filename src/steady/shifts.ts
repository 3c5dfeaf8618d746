import type { Rail } from "../core/rail.js";
import { meanAndSd } from "../core/stats.js";
import type { Seconds } from "../core/units.js";

/** Ratios that are this close to a whole number are meant to be it. */
const WHOLE = 0.02;
/** A mean over so much of its period misses nothing to speak of, as in the choice of the integral. */
const FULL = 0.9;

/** A sensor that looks only part of the time: a window of `width` every `period`; width 0 is one instant. */
export interface PartTime {
  readonly period: Seconds;
  readonly width: Seconds;
}

/** How much of its time a rail sees; undefined where it misses nothing (counter, contiguous or overlapping means, lag). */
export function partTimeOf({ window, period, measures }: Pick<Rail, "window" | "period" | "measures">) {
  if (measures === "energy-counter") return undefined;
  if (window.kind === "instantaneous") return { period, width: 0 };
  if (window.kind !== "boxcar" || window.width >= FULL * period) return undefined;
  return { period, width: window.width };
}

/** Starts that are to be tried. */
export interface ShiftPlan extends PartTime {
  readonly shifts: number;
  /** From one run to the next, in the sensor's phase. */
  readonly step: Seconds;
  /** Different phases among the starts; the others come back. */
  readonly phases: number;
  /** The windows of all phases together cover the period evenly: no part of it is missed. */
  readonly tiles: boolean;
}

const isWhole = (value: number): boolean => Math.round(value) >= 1 && Math.abs(value - Math.round(value)) <= WHOLE;

/**
 * N starts a window's width apart in the sensor's phase, where that goes round the period evenly; else a period over N
 * apart, which always does (measurement.md 4.4).
 */
export function planShifts({ period, width }: PartTime, shifts: number): ShiftPlan {
  const windows = period / width;
  const round = width > 0 && isWhole(windows) && isWhole(shifts / Math.round(windows));
  const step = round ? period / Math.round(windows) : period / shifts;
  const tiles = width > 0 && isWhole((shifts * width) / period);
  return { period, width, shifts, step, phases: round ? Math.round(windows) : shifts, tiles };
}

/** One run of the train. */
export interface ShiftedRun {
  /** Place in the order of the shifts. */
  readonly shift: number;
  /** Mean power, energy, or whatever is to be combined. */
  readonly value: number;
  /** How much later than planned it began. */
  readonly late: Seconds;
}

/** The mean over the shifts, and what the sensor's blind time leaves in it. */
export interface Combined {
  readonly mean: number;
  /** Standard uncertainty from what the shifts leave over: blind time, starts off their plan, scatter of the runs. */
  readonly u: number;
  readonly dof: number;
  /** The part of it that comes of starts off their plan. */
  readonly timing: number;
}

/**
 * Mean over the shifts. What is left over is taken from what the runs show: where a phase comes back, their scatter at one
 * phase; else the part that changes sign from one phase to the next, which is half of how far the mean of every second
 * start is off; else (odd, or incomplete) the whole scatter, as if the starts had been left to chance. Starts off their
 * plan add by the slope over the phase. Undefined of fewer than two runs.
 */
export function combineShifts(runs: readonly ShiftedRun[], plan: ShiftPlan): Combined | undefined {
  if (runs.length < 2) return undefined;
  const { mean } = meanAndSd(runs.map(({ value }) => value));
  const left = leftOver(runs, plan);
  const timing = timingOf(runs, plan);
  return { mean, u: Math.hypot(left.u, timing), dof: left.dof, timing };
}

function leftOver(runs: readonly ShiftedRun[], { phases, shifts, tiles }: ShiftPlan) {
  const n = runs.length;
  const whole = n === shifts;
  if (whole && tiles && phases < n) return { u: Math.sqrt(withinPhases(runs, phases) / n), dof: n - phases };
  if (whole && n % 2 === 0) return { u: Math.abs(alternating(runs)) / n, dof: 1 };
  return { u: meanAndSd(runs.map(({ value }) => value)).sd / Math.sqrt(n), dof: n - 1 };
}

/** Variance of runs at one phase. */
function withinPhases(runs: readonly ShiftedRun[], phases: number): number {
  let squares = 0;
  for (let phase = 0; phase < phases; phase++) {
    const same = runs.filter(({ shift }) => shift % phases === phase).map(({ value }) => value);
    squares += meanAndSd(same).sd ** 2 * (same.length - 1);
  }
  return squares / (runs.length - phases);
}

const alternating = (runs: readonly ShiftedRun[]): number =>
  runs.reduce((sum, { shift, value }) => sum + (shift % 2 === 0 ? value : -value), 0);

/** A start that is late by a constant shifts all phases alike and does no harm; what varies counts by the slope there. */
function timingOf(runs: readonly ShiftedRun[], { step, phases }: ShiftPlan): number {
  const late = meanAndSd(runs.map((run) => run.late)).sd;
  const values = Array.from({ length: phases }, (_, phase) => {
    const same = runs.filter(({ shift }) => shift % phases === phase).map(({ value }) => value);
    return same.length === 0 ? Number.NaN : meanAndSd(same).mean;
  });
  const steps = values.map((value, k) => value - (values[(k + 1) % phases] ?? Number.NaN)).filter(Number.isFinite);
  const slope = Math.hypot(...steps) / Math.sqrt(Math.max(1, steps.length)) / step;
  return (slope * late) / Math.sqrt(runs.length);
}
