import type { ConditionResult } from "../../core/result.js";

/** The conditions of several runs as those of one: the mean over all samples, the smallest and the largest. */
export function conditionsOf(runs: readonly (readonly ConditionResult[])[]): readonly ConditionResult[] {
  const all = new Map<string, ConditionResult>();
  for (const condition of runs.flat()) {
    const key = JSON.stringify([condition.probe, condition.name]);
    const before = all.get(key);
    all.set(key, before === undefined ? condition : together(before, condition));
  }
  return [...all.values()];
}

const together = (a: ConditionResult, b: ConditionResult): ConditionResult => ({
  ...a,
  mean: meanOf(a, b),
  min: extreme(a.min, b.min, Math.min),
  max: extreme(a.max, b.max, Math.max),
  samples: a.samples + b.samples,
});

/** null where none has one: of a state, and without a sample. */
function meanOf(a: ConditionResult, b: ConditionResult): number | null {
  if (a.mean === null || b.mean === null) return a.mean ?? b.mean;
  return (a.mean * a.samples + b.mean * b.samples) / (a.samples + b.samples);
}

const extreme = (a: number | null, b: number | null, of: (a: number, b: number) => number): number | null =>
  a === null || b === null ? (a ?? b) : of(a, b);
