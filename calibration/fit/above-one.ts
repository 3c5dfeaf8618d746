import { inputAt } from "./evaluate.js";
import type { Term, Terms } from "./models.js";
import { type Exclusion, type PairedPoints, selectPoints, type UsablePoints } from "./points.js";
import type { RegulatorFit } from "./regulator-fit.js";
import { type Refusal, refusal } from "./verdict.js";

/** A row that gives more than it takes by this many standard uncertainties is no point of a regulator. */
const BEYOND_NOISE = 3;
/** Taken as the noise of the difference, relative, where none was given; judgement. */
const UNKNOWN_NOISE = 1e-3;
/** More rows than this share, and it is not the rows that are wrong. */
const BEARABLE = 0.1;

/** Leaves out rows where more comes out than goes in, beyond their noise: no regulator does that. */
export function withoutGains({ points, rows, exclusions }: UsablePoints): UsablePoints {
  const wrong: Exclusion[] = [];
  const kept: number[] = [];
  for (const [i, row] of rows.entries()) {
    const excess = excessOf(points, i);
    if (excess === undefined) kept.push(i);
    else wrong.push({ row, reason: "more-out-than-in", message: excess });
  }
  if (wrong.length === 0) return { points, rows, exclusions };
  const indices = Int32Array.from(kept);
  return {
    points: selectPoints(points, indices),
    rows: indices.map((i) => rows[i] ?? -1),
    exclusions: [...exclusions, ...wrong].sort((a, b) => a.row - b.row),
  };
}

function excessOf({ currentA, voltageV, inputW, noise }: PairedPoints, i: number): string | undefined {
  const [current, voltage, input] = [currentA[i] ?? 0, voltageV[i] ?? 0, inputW[i] ?? 0];
  const output = current * voltage;
  if (output <= input) return undefined;
  const u =
    noise === undefined
      ? UNKNOWN_NOISE * input
      : Math.hypot(noise.inputW[i] ?? 0, voltage * (noise.currentA[i] ?? 0), current * (noise.voltageV[i] ?? 0));
  const message = `${rounded(output)} W come out and only ${rounded(input)} W go in`;
  return output - input > BEYOND_NOISE * u ? message : undefined;
}

const rounded = (value: number): number => Number(value.toPrecision(5));

/** Refuses when too many rows gave more than they took: then it is a meter that is wrong, or the sides are swapped. */
export function refuseGains(exclusions: readonly Exclusion[], used: number): readonly Refusal[] {
  const wrong = exclusions.filter(({ reason }) => reason === "more-out-than-in");
  if (wrong.length === 0 || wrong.length <= BEARABLE * (used + wrong.length)) return [];
  const first = `${wrong.length} of ${used + wrong.length} points; in row ${wrong[0]?.row}, ${wrong[0]?.message}`;
  return [aboveOne(`more comes out than goes in at ${first}`)];
}

/**
 * Refuses a fit whose efficiency is above 1 somewhere in its range, beyond its uncertainty; `free` are its terms before
 * negative ones were set to 0: a loss below nothing must not pass for an efficiency of 1.
 */
export function refuseEfficiency(fit: RegulatorFit, free: Terms): readonly Refusal[] {
  // What the constraint left of the fit misses the points for their own fault, and must not excuse them as the model's.
  const unconstrained = { ...fit, uModelW: 0, fitted: { ...fit.fitted, terms: free } };
  const wasFree = Object.entries(free).every(([term, value]) => value === fit.fitted.terms[term as Term]);
  return [fit, ...(wasFree ? [] : [unconstrained])].flatMap(excessiveEfficiency).slice(0, 1);
}

function excessiveEfficiency(fit: RegulatorFit): readonly Refusal[] {
  const [low, high] = fit.range.currentA;
  const voltage = (fit.range.voltageV[0] + fit.range.voltageV[1]) / 2;
  for (let step = 0; step <= 100; step++) {
    const current = low + (step / 100) * (high - low);
    const { inputW, u } = inputAt(fit, current, voltage);
    const output = voltage * current;
    if (output > inputW + 2 * u)
      return [aboveOne(`the fitted efficiency at ${rounded(current)} A is ${rounded(output / inputW)}`)];
  }
  return [];
}

const aboveOne = (message: string): Refusal =>
  refusal(
    "efficiency-above-1",
    message,
    "Check that the two sides are not swapped, and calibrate the two meters against each other: put both on one node",
  );
