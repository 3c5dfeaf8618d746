import type { StepWindow } from "../../../calibration/pair/steps.js";
import type { Mark } from "../../core/mark.js";
import type { Nanoseconds } from "../../core/units.js";

/** What the marks of a load step are called; a step that is repeated has the same name again. */
export const stepName = (step: number): string => `load-step-${step}`;

const named = /^load-step-(\d{1,9})$/;

/** The load steps that a recording marks, in nanoseconds after `zero`, in order of time; a step that never ended is none. */
export function markedSteps(marks: readonly Mark[], zero: Nanoseconds): readonly StepWindow[] {
  const open = new Map<number, number>();
  const windows: StepWindow[] = [];
  for (const { kind, name, at } of marks) {
    const step = Number(named.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(step)) continue;
    const time = Number(at - zero);
    const from = open.get(step);
    if (kind === "begin") open.set(step, time);
    else if (from !== undefined && time > from) windows.push({ step, from, to: time });
    if (kind === "end") open.delete(step);
  }
  return windows.sort((a, b) => a.from - b.from);
}
