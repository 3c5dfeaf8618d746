import type { Quantity } from "../../core/quantity.js";
import { meanOfRuns, type RunNumbers } from "../summarize-statistics.js";
import type { MeasuredWindow } from "../summarize-subjects.js";
import type { SideNumber } from "./side.js";

/** The runs of a side, and what their errors are called in a comparison. */
export interface Placed {
  readonly label: string;
  readonly runs: readonly MeasuredWindow[];
  readonly place: (q: Quantity) => Quantity;
}

/** The mean of a number over the runs, or the number of the only one; undefined where no run gives it. */
export function sideNumber(numbers: RunNumbers, { label, runs, place }: Placed): SideNumber | undefined {
  const { of, what, unit } = numbers;
  const subject = { of, what, unit, ...subjectOf(of, runs) };
  const several = meanOfRuns(numbers);
  if (several !== undefined) {
    const { mean, sd, runs: count, own } = several;
    return { ...subject, runs: count, sd, mean: place(mean), scatter: `${label}: ${own}` };
  }
  const only = numbers.values.find((value) => value !== null);
  return only === undefined ? undefined : { ...subject, runs: 1, sd: null, mean: place(only), scatter: undefined };
}

function subjectOf(
  of: string,
  runs: readonly MeasuredWindow[],
): Pick<SideNumber, "kind" | "probe" | "point" | "coverage"> {
  if (of === "command") return { kind: "command", probe: "", point: null, coverage: null };
  const named = ({ probe, name }: { readonly probe: string; readonly name: string }) =>
    of === name || of === `${probe}/${name}`;
  const found = runs.flatMap(({ totals, rails }) => [
    ...totals.map(({ probe, total, point, coverage }) => ({
      kind: "total" as const,
      probe,
      name: total.name,
      point,
      coverage,
    })),
    ...rails.map(({ probe, rail, correction, coverage }) => ({
      kind: "rail" as const,
      probe,
      name: rail.id,
      point: correction.to,
      coverage,
    })),
  ]);
  const own = found.filter(named);
  const [first] = own;
  if (first === undefined) return { kind: "rail", probe: "", point: null, coverage: null };
  return {
    kind: first.kind,
    probe: first.probe,
    point: first.point,
    coverage: Math.min(...own.map(({ coverage }) => coverage)),
  };
}
