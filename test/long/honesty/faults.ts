import type { Rail } from "../../../src/core/rail.js";
import type { Fault, Place, Schedule } from "./schedule.js";

/** What an instrument gave: the ticks that there were, and the columns of each rail at every tick of the grid. */
export interface Given {
  /** False where nothing at all was recorded: a missed tick, or after the instrument died. */
  readonly present: boolean[];
  /** By rail, then column. */
  readonly rails: readonly (readonly Float64Array[])[];
  /** By rail: the first and last tick of each stretch in which a reading was held. */
  readonly held: Map<number, (readonly [number, number])[]>;
}

/** The readings with what went wrong with them; `command` is the true window in s. */
export function damaged(
  schedule: Schedule,
  rails: readonly Rail[],
  readings: Given["rails"],
  command: readonly [number, number],
): Given {
  const given: Given = {
    present: Array.from({ length: schedule.ticks }, () => true),
    rails: readings.map((columns) => columns.map((column) => column.slice())),
    held: new Map(),
  };
  const tick = (place: Place) =>
    "share" in place
      ? Math.floor(place.share * schedule.ticks)
      : Math.round((place.edge === "from" ? command[0] : command[1]) / schedule.period) + place.ticks;
  for (const fault of schedule.faults) lose(given, fault, tick);
  for (const fault of schedule.faults)
    if (fault.type === "reset") reset({ schedule, rails, given }, fault.rail, tick(fault.at));
  return given;
}

/** Takes samples away, or holds them. */
function lose(given: Given, fault: Fault, tick: (place: Place) => number): void {
  const { present, rails } = given;
  if (fault.type === "never") for (const column of rails[fault.rail] ?? []) column.fill(Number.NaN);
  if (fault.type === "die") present.fill(false, Math.max(0, tick(fault.at)));
  if (fault.type !== "nan" && fault.type !== "hole" && fault.type !== "stuck") return;
  const from = Math.max(0, tick(fault.at));
  const to = Math.max(from, Math.min(present.length, tick(fault.at) + fault.ticks));
  if (fault.type === "hole") present.fill(false, from, to);
  if (fault.type === "stuck") given.held.set(fault.rail, [...(given.held.get(fault.rail) ?? []), [from, to]]);
  for (const column of rails[fault.rail] ?? []) {
    if (fault.type === "nan") column.fill(Number.NaN, from, to);
    if (fault.type === "stuck") column.fill(column[from] ?? Number.NaN, from, to);
  }
}

interface Counting {
  readonly schedule: Schedule;
  readonly rails: readonly Rail[];
  readonly given: Given;
}

/**
 * The counter begins again at 0. Left out where nothing on earth could tell it from a wrap or from no reset: when the
 * count goes on from 0 to within what the rail can carry of where a wrap or plain counting would have brought it.
 */
function reset({ schedule, rails, given }: Counting, index: number, from: number): void {
  const rail = rails[index];
  const [column] = given.rails[index] ?? [];
  if (rail === undefined || column === undefined || from <= 0 || from >= column.length) return;
  const known = (tick: number) => given.present[tick] === true && !Number.isNaN(column[tick] ?? Number.NaN);
  let before = from - 1;
  while (before >= 0 && !known(before)) before--;
  let after = from;
  while (after < column.length && !known(after)) after++;
  const [last, next] = [column[before], column[after]];
  if (last === undefined || next === undefined) return;
  const zero = column[from - 1] ?? last;
  const base = Number.isNaN(zero) ? last : zero;
  const range = rail.counterRange ?? Number.POSITIVE_INFINITY;
  const counted = (tick: number) => mod((column[tick] ?? Number.NaN) - base, range);
  const seen = mod(counted(after) - last, range);
  const most = (rail.plausiblePower ?? 0) * (after - before + 4) * schedule.period;
  if (seen <= most) return;
  const restarted = column.map((_, tick) => counted(tick));
  column.set(restarted.subarray(from), from);
}

const mod = (value: number, range: number): number =>
  Number.isFinite(range) ? ((value % range) + range) % range : value;
