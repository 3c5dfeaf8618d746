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
  const findings: Finding[] = [];
  const own = executions.map(commandWindow);
  const inOrder = [...marks].sort((a, b) => compare(a.at, b.at));
  const scopes = executions.map((execution): Scope => {
    const { to, toWithin } = execution;
    return { to, within: toWithin, marks: inOrder.filter((mark) => holds(execution, mark)) };
  });
  const outside = inOrder.filter((mark) => !executions.some((execution) => holds(execution, mark)));
  const strays = ({ source }: Mark) => executions.length > 0 && source !== "phase";
  findings.push(...outside.filter(strays).map(outsideFinding));
  scopes.push({ to: end, within: 0, marks: outside.filter((mark) => !strays(mark)) });
  const marked = scopes.flatMap((scope) => pair(scope, findings));
  return { windows: [...own, ...marked.sort((a, b) => compare(a.from, b.from) || compare(b.to, a.to))], findings };
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

function pair(scope: Scope, findings: Finding[]): Window[] {
  const windows: Window[] = [];
  const open = new Map<string, Mark[]>();
  for (const mark of scope.marks) {
    const begun = open.get(mark.name) ?? [];
    open.set(mark.name, begun);
    if (mark.kind === "begin") {
      begun.push(mark);
      continue;
    }
    const begin = begun.pop();
    if (begin === undefined) findings.push(unbalanced(mark, "an end without a begin: it makes no window"));
    else windows.push(windowBetween(begin, mark.at, mark.within));
  }
  for (const begin of [...open.values()].flat()) {
    findings.push(unbalanced(begin, "a begin without an end: its window lasts to the end of the execution"));
    windows.push(windowBetween(begin, compare(begin.at, scope.to) > 0 ? begin.at : scope.to, scope.within));
  }
  return windows;
}

const windowBetween = (begin: Mark, to: Nanoseconds, toWithin: number): Window => ({
  name: begin.name,
  from: begin.at,
  to,
  fromWithin: begin.within,
  toWithin,
  source: begin.source,
});

const unbalanced = ({ name }: Mark, what: string): Finding => ({
  code: "mark-unbalanced",
  severity: "degraded",
  message: `Mark ${name}: ${what}`,
  remedy: "Write one begin and one end of the same name for each phase",
});

const outsideFinding = ({ kind, name }: Mark): Finding => ({
  code: "mark-outside",
  severity: "degraded",
  message: `Mark ${kind} ${name} lies outside every execution: it makes no window`,
  remedy: "Write marks while the command runs",
});
