import type { Quantity } from "../core/quantity.js";
import type { Point } from "../core/rail.js";
import type { RecordedProbe } from "../core/recording.js";
import type { ConditionResult } from "../core/result.js";
import type { RailEnergy } from "../energy/span.js";
import { type TotalEnergy, totalEnergy } from "../energy/total.js";
import type { ProbeCourse } from "./summarize-probe.js";
import type { PlannedWindow } from "./summarize-windows.js";

/** One window with everything measured in it. */
export interface MeasuredWindow extends PlannedWindow {
  readonly conditions: readonly ConditionResult[];
  readonly courses: readonly ProbeCourse[];
  readonly rails: readonly RailEnergy[];
  readonly totals: readonly (TotalEnergy & { readonly probe: string })[];
  readonly subjects: readonly Subject[];
}

/** True of the idle baselines before and after the executions. */
export const isIdle = ({ window: { name, source } }: PlannedWindow): boolean =>
  source === "phase" && (name === "idle-before" || name === "idle-after");

/** What efficiency, idle and statistics are given for: each declared total, or each outermost rail where none is. */
export interface Subject {
  /** The name of the total or rail; with its probe where another has the same. */
  readonly of: string;
  readonly point: Point;
  readonly energy: Quantity | null;
  readonly meanPower: Quantity | null;
}

/** Adds totals and subjects to the rails of a window, which are those of `probes` in their order. */
export function measuredWindow(
  planned: PlannedWindow & Pick<MeasuredWindow, "conditions" | "courses">,
  rails: readonly RailEnergy[],
  probes: readonly RecordedProbe[],
): MeasuredWindow {
  const totals = probes.flatMap((probe) => {
    const own = rails.filter((rail) => rail.probe === probe.name);
    return probe.totals.map((total) => ({ probe: probe.name, ...totalEnergy(total, own) }));
  });
  const named = probes.flatMap((probe) => subjectsOf(probe, rails, totals));
  const subjects = named.map(({ probe, name, ...subject }) => {
    const shared = named.filter((other) => other.name === name).length > 1;
    return { of: shared ? `${probe}/${name}` : name, ...subject };
  });
  return { ...planned, rails, totals, subjects };
}

interface Named extends Omit<Subject, "of"> {
  readonly probe: string;
  readonly name: string;
}

function subjectsOf(probe: RecordedProbe, rails: readonly RailEnergy[], totals: MeasuredWindow["totals"]): Named[] {
  if (probe.totals.length > 0) {
    return totals
      .filter((total) => total.probe === probe.name)
      .map(({ total, point, energy, meanPower }) => ({
        probe: probe.name,
        name: total.name,
        point,
        energy,
        meanPower,
      }));
  }
  return rails
    .filter((rail) => rail.probe === probe.name && rail.rail.partOf === undefined)
    .map(({ rail, correction, energy, meanPower }) => ({
      probe: probe.name,
      name: rail.id,
      point: correction.to,
      energy,
      meanPower,
    }));
}
