import type { ConditionResult } from "../../core/result.js";

/** Conditions over several runs: the mean of their means, and the extremes of all. */
export function averaged(runs: readonly (readonly ConditionResult[])[]): readonly ConditionResult[] {
  const groups = new Map<string, ConditionResult[]>();
  for (const one of runs.flat()) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const of = (pick: (one: ConditionResult) => number | null) => group.flatMap((one) => pick(one) ?? []);
    const means = of(({ mean }) => mean);
    const mean = means.length === 0 ? null : means.reduce((sum, value) => sum + value, 0) / means.length;
    return [
      {
        ...first,
        mean,
        min: extreme(
          of(({ min }) => min),
          Math.min,
        ),
        max: extreme(
          of(({ max }) => max),
          Math.max,
        ),
      },
    ];
  });
}

/** Which condition of one run is which of another. */
const keyOf = ({ probe, name }: Pick<ConditionResult, "probe" | "name">): string => `${probe}/${name}`;

const extreme = (values: readonly number[], of: (...values: readonly number[]) => number): number | null =>
  values.length === 0 ? null : of(...values);
