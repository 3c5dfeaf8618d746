import { driftOf } from "../../../calibration/pair/drift.js";
import type { PairedPoint } from "../../../calibration/pair/points.js";
import type { StepWindow } from "../../../calibration/pair/steps.js";
import type { Finding } from "../../core/finding.js";
import type { Seconds } from "../../core/units.js";
import { counted } from "../../report/text.js";

/** The shortest of some steps, or what the user says of them. */
const shortest = (windows: readonly StepWindow[], dwellS: Seconds): Seconds =>
  windows.reduce((least, { from, to }) => Math.min(least, (to - from) / 1e9), dwellS);

/** Share of a step that is left out at its start: a load and its sensors take time, and a small rest of it looks steady. */
const SETTLING = 0.15;
/** A steady part shorter than this share of the step is none. */
const LEAST_STEADY = 0.3;

/** How much of each step is used; steps that were found begin where the load is there already. */
export const stepOptions = (windows: readonly StepWindow[], dwellS: Seconds, marked: boolean) => {
  const length = shortest(windows, dwellS);
  return { minSteadyS: LEAST_STEADY * length, settleS: marked ? SETTLING * length : 0 };
};

/** How messages name a step. */
export const whereOf = (
  step: { readonly step: number; readonly from: number; readonly to: number } | undefined,
): string =>
  step === undefined ? "?" : `step ${step.step}, ${(step.from / 1e9).toFixed(1)} to ${(step.to / 1e9).toFixed(1)} s`;

/** The first load, taken again at the end: what differs has drifted. */
export function drift(points: readonly PairedPoint[]): readonly Finding[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || first === last || first.step !== last.step) return [];
  const input = driftOf(first, last).at(-1);
  if (input === undefined || !input.significant || Math.abs(input.relative) < 0.005) return [];
  const shown = `${(100 * Math.abs(input.relative)).toFixed(2)} % ${input.relative < 0 ? "less" : "more"}`;
  return [
    {
      code: "drift",
      severity: "degraded",
      message: `The first load, taken again at the end, draws ${shown} at the input`,
      remedy: "Warm everything up longer before the first step, and hold each load longer",
    },
  ];
}

/** Says when steps were looked for, because none is marked. */
export function found(windows: readonly StepWindow[], marked: readonly StepWindow[]): readonly Finding[] {
  if (marked.length > 0) return [];
  const message = `The recording marks no load steps; ${counted(windows.length, "step")} were found in the traces`;
  return [{ code: "steps-found", severity: "note", message, remedy: "" }];
}
