import type { Finding } from "../core/finding.js";
import type { Window } from "../core/mark.js";
import type { Execution } from "../core/recording.js";
import type { Nanoseconds } from "../core/units.js";
import type { Span } from "../energy/span.js";
import { windowsOf } from "../sync/windows.js";
import { type Load, loadFindings, loadsOf, passOf } from "./summarize-load.js";
import type { Place, RecordingToSummarize } from "./summarize-recording.js";
import { turnsIn } from "./summarize-turns.js";

/** A window that is to be measured, and the execution it lies in; phases lie in none. */
export interface PlannedWindow {
  readonly window: Window;
  readonly span: Span;
  readonly execution: Execution | undefined;
  /** What the load said of itself in that execution, if it is one that does. */
  readonly load?: Load;
}

/** What is to be measured of a recording. */
export interface Plan {
  /** The executions that count, in order. */
  readonly executions: readonly Execution[];
  readonly windows: readonly PlannedWindow[];
  readonly findings: readonly Finding[];
}

/** The windows of the executions that count and of the phases around them; warm-ups are left out. */
export function planOf(recording: RecordingToSummarize, place?: Place): Plan {
  const { manifest, ending, executions: all, marks, endsEarlyAtNs } = recording;
  const end = ending?.end ?? manifest.start + BigInt(Math.round(endsEarlyAtNs ?? 0));
  const counted = all.filter(({ warmup }) => !warmup);
  const onlyWarmups = counted.length === 0 && all.length > 0;
  const executions = onlyWarmups ? all : counted;
  const { windows, findings } = windowsOf(all, marks, end);
  const wanted = (windows.length > 0 ? windows : [wholeRecording(manifest.start, end)])
    .map((window) => ({ window, execution: executionOf(window, all) }))
    .filter(({ execution }) => execution === undefined || executions.includes(execution));
  const keys = keysOf(wanted, place);
  const loads = loadsOf(recording.events);
  const turns = turnsIn(wanted.map(({ window }) => window));
  return {
    executions,
    windows: wanted.map((one, k) => ({
      ...one,
      ...loadIn(one.execution, loads),
      span: {
        ...spanOf(one.window, manifest.start, keys[k] ?? ""),
        ...periodIn(one.execution, loads),
        ...turns(one.window),
      },
    })),
    findings: [...findings, ...loadFindings(executions, loads), ...(onlyWarmups ? [warmupsOnly(all.length)] : [])],
  };
}

function loadIn(execution: Execution | undefined, loads: ReadonlyMap<number, Load>): { readonly load?: Load } {
  const load = execution && loads.get(execution.index);
  return load === undefined ? {} : { load };
}

/** How long a pass of the load takes, where it says: what a sensor averages over may be longer. */
function periodIn(
  execution: Execution | undefined,
  loads: ReadonlyMap<number, Load>,
): { readonly loadPeriod?: number } {
  const loadPeriod = execution && passOf(loads.get(execution.index));
  return loadPeriod === undefined ? {} : { loadPeriod };
}

function executionOf(window: Window, executions: readonly Execution[]): Execution | undefined {
  if (window.source === "phase") return undefined;
  // A mark may lie before the spawn by as much as either is uncertain: then the execution that ends next is meant.
  return (
    executions.find(({ from, to }) => from <= window.from && window.from <= to) ??
    executions.find(({ to }) => window.from <= to) ??
    executions.at(-1)
  );
}

/** The names, with a number from the second of a name on; of a run of several, with its load before and its number behind. */
function keysOf(windows: readonly { readonly window: Window }[], place?: Place): string[] {
  const seen = new Map<string, number>();
  return windows.map(({ window: { name } }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const key = count === 1 ? name : `${name}#${count}`;
    return place === undefined ? key : `${place.load}: ${key}#${place.run}`;
  });
}

const spanOf = ({ from, to, fromWithin, toWithin }: Window, start: Nanoseconds, key: string): Span => ({
  key,
  from: Number(from - start),
  to: Number(to - start),
  fromWithin,
  toWithin,
});

/** A recording in which nothing was executed and nothing marked is one window. */
const wholeRecording = (from: Nanoseconds, to: Nanoseconds): Window => ({
  name: "recording",
  from,
  to,
  fromWithin: 0,
  toWithin: 0,
  source: "phase",
});

const warmupsOnly = (count: number): Finding => ({
  code: "warmups-only",
  severity: "degraded",
  message: `The run ended during its warm-ups: the numbers are of ${count === 1 ? "a warm-up" : `${count} warm-ups`}`,
  remedy: "Measure again and let it come to the runs that count",
});
