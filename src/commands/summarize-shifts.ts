import type { Finding } from "../core/finding.js";
import type { RecordedEvent, ShiftPlanned } from "../core/recording.js";
import { meanAndSd } from "../core/stats.js";
import { type Seconds, secondsBetween } from "../core/units.js";
import { type Combined, combineShifts, planShifts, type ShiftedRun } from "../steady/shifts.js";
import type { MeasuredWindow } from "./summarize-subjects.js";

/** Starts off their plan by more than this share of a step are not shifted as they were to be. */
const OFF = 0.25;

/** Runs whose starts were shifted, by their execution's index. */
export type Shifts = ReadonlyMap<number, ShiftPlanned>;

/** The shifts of a recording; empty where none were asked for. */
export const shiftsOf = (events: readonly RecordedEvent[]): Shifts =>
  new Map(events.flatMap((event) => (event.type === "shift" ? [[event.execution, event] as const] : [])));

/**
 * Combines one number of one subject over shifted runs (measurement.md 4.4); undefined where the subject is not the
 * sensor's that the starts were shifted for, or holds it.
 */
export function combined(
  runs: readonly MeasuredWindow[],
  { of, shifts }: { readonly of: string; readonly shifts: Shifts },
  give: (run: MeasuredWindow) => number | undefined,
): Combined | undefined {
  const [planned] = shifts.values();
  if (planned === undefined || !concerns(runs, of, planned)) return undefined;
  const shifted = runs.flatMap((run): ShiftedRun[] => {
    const [shift, value] = [shiftOf(run, shifts), give(run)];
    return shift === undefined || value === undefined ? [] : [{ ...shift, value }];
  });
  return combineShifts(shifted, planShifts(planned, planned.shifts));
}

function concerns(runs: readonly MeasuredWindow[], of: string, { probe, rail }: ShiftPlanned): boolean {
  const holds = (name: string) => name === of || `${probe}/${name}` === of;
  const totals = runs[0]?.totals.filter((one) => one.probe === probe && one.total.parts.includes(rail)) ?? [];
  return holds(rail) || totals.some(({ total }) => holds(total.name));
}

function shiftOf(
  { execution }: MeasuredWindow,
  shifts: Shifts,
): { readonly shift: number; readonly late: Seconds } | undefined {
  const planned = execution && shifts.get(execution.index);
  if (planned === undefined || execution === undefined) return undefined;
  return { shift: planned.shift, late: secondsBetween(planned.at, execution.from) };
}

/** Starts that were not where they were meant to be. */
export function shiftFindings(runs: readonly MeasuredWindow[], shifts: Shifts): readonly Finding[] {
  const [planned] = shifts.values();
  const late = runs.flatMap((run) => shiftOf(run, shifts)?.late ?? []);
  if (planned === undefined || late.length < 2) return [];
  const { step } = planShifts(planned, planned.shifts);
  const { sd } = meanAndSd(late);
  if (sd <= OFF * step) return [];
  return [
    {
      code: "shift-missed",
      severity: "degraded",
      message: `Starts scatter by ${(1000 * sd).toPrecision(2)} ms around their plan, whose step is ${(1000 * step).toPrecision(2)} ms`,
      remedy: "Leave a processor free, or give --phase-shift fewer shifts",
      probe: planned.probe,
    },
  ];
}
