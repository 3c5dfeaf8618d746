import { figure } from "../../core/figure.js";
import type { Finding } from "../../core/finding.js";
import type { HostResult, HostSubject, WallSpan } from "../../core/hosts-result.js";
import type { Mark } from "../../core/mark.js";
import { secondsBetween } from "../../core/units.js";
import { summarizeWithWindows } from "../summarize.js";
import type { MeasuredWindow, Subject } from "../summarize-subjects.js";
import { clockWithin, type HostRecording, measuredSpan, onHost, onWall, type Span } from "./host-recording.js";

/** A host by itself. */
export interface OwnResult {
  readonly result: Omit<HostResult, "common">;
  /** On the wall clock. */
  readonly span: Span;
  readonly findings: readonly Finding[];
}

/** A span as results have it. */
export const wallSpan = ({ from, to }: Span): WallSpan => ({
  fromNs: String(from),
  toNs: String(to),
  durationS: secondsBetween(from, to),
});

/** What a host measured in its own window, which needs no other clock. */
export function ownResult(host: HostRecording): OwnResult {
  const { recording, how } = host;
  const own = measuredSpan(recording);
  const { result } = summarizeWithWindows(recording, how);
  const window = windowIn(host, own, how);
  const span = onWall(host, own);
  return {
    result: {
      host: host.host,
      recording: recording.manifest.id,
      command: recording.manifest.command,
      own: { ...wallSpan(span), subjects: window === undefined ? [] : subjectsOf(window) },
      clock: host.clock,
      complete: recording.ending !== undefined,
      verdict: result.quality.verdict,
    },
    span,
    findings: result.quality.findings,
  };
}

/** A window of the wall clock on a host: where its clock is not exact, what that does to the energy is in it. */
export function commonWindow(host: HostRecording, span: Span): MeasuredWindow | undefined {
  const within = clockWithin(host);
  return windowIn(host, onHost(host, span), {
    ...host.how,
    ...(within !== undefined && {
      hostClock: { id: `clock of ${host.host}`, u: within / Math.sqrt(3), shape: "rectangular" as const },
    }),
  });
}

/** One span as the only window: what the recording says of executions is left out. */
function windowIn(
  { recording }: HostRecording,
  { from, to }: Span,
  how: HostRecording["how"],
): MeasuredWindow | undefined {
  const mark = (kind: Mark["kind"], at: bigint): Mark => ({ kind, name: "all hosts", at, within: 0, source: "phase" });
  const { work: _, ...manifest } = recording.manifest;
  const only = { ...recording, manifest, executions: [], marks: [mark("begin", from), mark("end", to)] };
  return summarizeWithWindows(only, how).windows[0];
}

/** What is given for a host in a window. */
export const subjectsOf = (window: MeasuredWindow): readonly HostSubject[] =>
  window.subjects.map((subject) => ({
    of: subject.of,
    point: subject.point,
    estimate: subject.point === "estimate",
    energyJ: subject.energy && figure(subject.energy),
    meanPowerW: subject.meanPower && figure(subject.meanPower),
    coverage: coverageOf(window, subject),
  }));

/** A name stands with its probe where two probes have it. */
function coverageOf({ rails, totals }: MeasuredWindow, { of }: Subject): number {
  const named = (probe: string, name: string) => of === name || of === `${probe}/${name}`;
  const total = totals.find((one) => named(one.probe, one.total.name));
  return total?.coverage ?? rails.find((one) => named(one.probe, one.rail.id))?.coverage ?? 0;
}
