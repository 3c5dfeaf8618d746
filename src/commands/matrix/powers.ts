import type { MatrixNumber, MatrixPower } from "../../core/matrix.js";
import { matrixNumber } from "../../core/matrix-number.js";
import type { Quantity } from "../../core/quantity.js";
import { divide, exact } from "../../core/uncertainty.js";
import { type Mean, SCATTER } from "../summarize-statistics.js";
import type { MeasuredWindow, Subject } from "../summarize-subjects.js";
import type { RunNumbers } from "./read-runs.js";

/** Work a second, the mean over runs; null without a run. */
export function rateOf(run: string, { means }: RunNumbers): MatrixNumber | null {
  const rate = means.find(({ what }) => what === "rate");
  return rate === undefined ? null : written(rate.quantity, { run, mean: rate });
}

/** Power and efficiency by every total or outermost rail of the runs. Those that are not in all of them have no number. */
export function powersOf(run: string, { means, windows }: RunNumbers): readonly MatrixPower[] {
  const subjects = new Map<string, Subject>();
  for (const window of windows)
    for (const subject of window.subjects) if (!subjects.has(subject.of)) subjects.set(subject.of, subject);
  return [...subjects.values()].map(({ of, point }) => {
    const mean = (what: Mean["what"]) => {
      const found = means.find((one) => one.of === of && one.what === what);
      return found?.runs === windows.length && samePoint(of, windows) ? found : undefined;
    };
    const [power, efficiency] = [mean("meanPowerW"), mean("efficiency")];
    const inverse = efficiency && divide(exact(1), efficiency.quantity);
    return {
      of,
      point,
      estimate: point === "estimate",
      curve: curveOf(of, windows[0]),
      coverage: Math.min(...windows.map((window) => coverageOf(of, window))),
      meanPowerW: power === undefined ? null : written(power.quantity, { run, mean: power }),
      efficiency: efficiency === undefined ? null : written(efficiency.quantity, { run, mean: efficiency }),
      joulesPerUnit:
        efficiency === undefined || inverse === undefined ? null : written(inverse, { run, mean: efficiency }),
    };
  });
}

/** Runs at different points of the power distribution network have no mean. */
const samePoint = (of: string, windows: readonly MeasuredWindow[]): boolean =>
  new Set(windows.map(({ subjects }) => subjects.find((subject) => subject.of === of)?.point)).size === 1;

const totalOf = (of: string, window: MeasuredWindow | undefined) =>
  window?.totals.find(({ probe, total: { name } }) => of === name || of === `${probe}/${name}`);

/** Of a run without it nothing is covered. */
function coverageOf(of: string, window: MeasuredWindow): number {
  const rail = window.rails.find(({ probe, rail: { id } }) => of === id || of === `${probe}/${id}`);
  return (totalOf(of, window) ?? rail)?.coverage ?? 0;
}

/** The curves of a subject's rails; several are `a + b`. */
function curveOf(of: string, window: MeasuredWindow | undefined): string | null {
  const total = totalOf(of, window);
  const rails = (window?.rails ?? []).filter(({ probe, rail: { id } }) =>
    total === undefined
      ? of === id || of === `${probe}/${id}`
      : probe === total.probe && total.total.parts.includes(id),
  );
  const curves = new Set(rails.flatMap(({ correction: { curve } }) => curve ?? []));
  return curves.size === 0 ? null : [...curves].join(" + ");
}

/** A number with its sources; the scatter of its own runs is nobody else's, so that it never cancels against another's. */
function written(q: Quantity, { run, mean }: { readonly run: string; readonly mean: Mean }): MatrixNumber {
  const own = `${run}: ${SCATTER}/${mean.of}/${mean.what}`;
  const renamed = <T>(entries: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(entries).map(([id, value]) => [id === SCATTER ? own : id, value]));
  const number = matrixNumber(q);
  return {
    ...number,
    sources: renamed(number.sources),
    ...(number.dof !== undefined && { dof: renamed(number.dof) }),
  };
}
