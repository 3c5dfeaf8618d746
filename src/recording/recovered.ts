import type { Mark } from "../core/mark.js";
import type { Execution, RecordedEvent } from "../core/recording.js";
import type { Nanoseconds } from "../core/units.js";

/** The beginning of an execution, as it was announced. */
export type ExecutionStart = Extract<RecordedEvent, { type: "execution-start" }>;

/** The announced beginnings of executions, ended or not, in the order they were written. */
export const startsIn = (events: readonly RecordedEvent[]): readonly ExecutionStart[] =>
  events.filter((event) => event.type === "execution-start");

/** The marks that were written as they came: all there is of them when no ending was. */
export const marksIn = (events: readonly RecordedEvent[]): readonly Mark[] =>
  events.flatMap((event) => (event.type === "mark" ? [event.mark] : []));

/**
 * The executions of a recording without an ending: those that ended, and those that had begun, which end with the last
 * sample: how the command ended is not known (neither code nor signal).
 */
export function executionsIn(events: readonly RecordedEvent[], last: Nanoseconds): readonly Execution[] {
  const ended = events.flatMap((event) => (event.type === "execution" ? [event.execution] : []));
  const known = new Set(ended.map(({ index }) => index));
  const begun = startsIn(events)
    .filter(({ index }) => !known.has(index))
    .map(({ index, warmup, label, at, within }) => ({
      index,
      warmup,
      ...(label !== undefined && { label }),
      exit: { code: null, signal: null },
      from: at,
      to: last > at ? last : at,
      fromWithin: within,
      toWithin: 0,
    }));
  return [...ended, ...begun].sort((a, b) => a.index - b.index);
}
