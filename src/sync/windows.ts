import type { Finding } from "../core/finding.js";
import type { Mark, Window } from "../core/mark.js";
import type { Execution } from "../core/recording.js";
import { type Nanoseconds, nanoseconds } from "../core/units.js";

/** The windows of a recording, and the marks that made none. */
export interface Windows {
  readonly windows: Window[];
  readonly findings: Finding[];
}

/** Where a group of marks belongs: an execution, or the recording around them. */
interface Scope {
  readonly to: Nanoseconds;
  readonly within: number;
  readonly marks: readonly Mark[];
}

/**
 * One window "command" for each execution, then those of the marks in the order of their begin. Begin and end pair by
 * name, the latest begin first, within one execution; windows may nest and overlap. A begin without an end lasts to the
 * end of its execution; an end without a begin makes no window; both are findings. `end` is the recording's last instant.
 */
export function windowsOf(executions: readonly Execution[], marks: readonly Mark[], end: Nanoseconds): Windows {
  const odd: Odd = { unopened: [], unclosed: [] };
  const own = executions.map(commandWindow);
  const inOrder = [...marks].sort((a, b) => compare(a.at, b.at));
  const scopes = executions.map((execution): Scope => {
    const { to, toWithin } = execution;
    return { to, within: toWithin, marks: inOrder.filter((mark) => holds(execution, mark)) };
  });
  const outside = inOrder.filter((mark) => !executions.some((execution) => holds(execution, mark)));
  const strays = ({ source }: Mark) => executions.length > 0 && source !== "phase";
  scopes.push({ to: end, within: 0, marks: outside.filter((mark) => !strays(mark)) });
  const marked = scopes.flatMap((scope) => pair(scope, odd));
  // of two with the same instants, as a slow reader gives them, the one that was begun first holds the other
  const byBegin = [...marked].sort((a, b) => compare(a.from, b.from) || compare(b.to, a.to));
  return {
    windows: [...own, ...byBegin],
    findings: [...unbalanced(odd), ...outsideFinding(outside.filter(strays))],
  };
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b));

const commandWindow = ({ from, to, fromWithin, toWithin }: Execution): Window => ({
  name: "command",
  from,
  to,
  fromWithin,
  toWithin,
  source: "command",
});

/** A mark of the program lies in an execution if it may have happened there, as far as the instants are known. */
function holds(execution: Execution, { at, within, source }: Mark): boolean {
  if (source === "phase") return false;
  const from = execution.from - nanoseconds(execution.fromWithin + within);
  const to = execution.to + nanoseconds(execution.toWithin + within);
  return from <= at && at <= to;
}

/** Marks that have no other half. */
interface Odd {
  readonly unopened: Mark[];
  readonly unclosed: Mark[];
}

interface Pair {
  readonly begin: Mark;
  readonly window: Window;
}

function pair(scope: Scope, odd: Odd): Window[] {
  const pairs: Pair[] = [];
  const close = (begin: Mark, to: Nanoseconds, within: number) =>
    pairs.push({ begin, window: windowBetween(begin, to, within) });
  const open = new Map<string, Mark[]>();
  for (const mark of scope.marks) {
    const begun = open.get(mark.name) ?? [];
    open.set(mark.name, begun);
    if (mark.kind === "begin") {
      begun.push(mark);
      continue;
    }
    const begin = begun.pop();
    if (begin === undefined) odd.unopened.push(mark);
    else close(begin, mark.at, mark.within);
  }
  for (const begin of [...open.values()].flat()) {
    odd.unclosed.push(begin);
    close(begin, compare(begin.at, scope.to) > 0 ? begin.at : scope.to, scope.within);
  }
  const order = new Map(scope.marks.map((mark, index) => [mark, index]));
  const place = ({ begin }: Pair) => order.get(begin) ?? 0;
  return pairs.sort((a, b) => place(a) - place(b)).map(({ window }) => window);
}

const windowBetween = (begin: Mark, to: Nanoseconds, toWithin: number): Window => ({
  name: begin.name,
  from: begin.at,
  to,
  fromWithin: begin.within,
  toWithin,
  source: begin.source,
});

/** `Mark a` or `3 marks, the first a`: a loop that forgets its end forgets it each time, and that is one thing to know. */
function said(marks: readonly Mark[], what: string): readonly string[] {
  const [first] = marks;
  if (first === undefined) return [];
  const text = `${first.kind} ${first.name}`;
  return [marks.length === 1 ? `Mark ${text} ${what}` : `${marks.length} marks, the first ${text}: each ${what}`];
}

const unbalanced = ({ unopened, unclosed }: Odd): Finding[] =>
  [
    ...said(unopened, "is an end without a begin: it makes no window"),
    ...said(unclosed, "is a begin without an end: its window lasts to the end of the execution"),
  ].map((message) => ({
    code: "mark-unbalanced",
    severity: "degraded",
    message,
    remedy: "Write one begin and one end of the same name for each phase",
  }));

const outsideFinding = (marks: readonly Mark[]): Finding[] =>
  said(marks, "lies outside every execution: it makes no window").map((message) => ({
    code: "mark-outside",
    severity: "degraded",
    message,
    remedy: "Write marks while the command runs",
  }));
