import { type Finding, verdictOf, worstFirst } from "../core/finding.js";
import type { Execution } from "../core/recording.js";
import type { Result } from "../core/result.js";
import { expandedUncertainty } from "../core/uncertainty.js";
import { secondsBetween } from "../core/units.js";
import { gapFindings } from "./summarize-gaps.js";
import { markerFindings } from "./summarize-markers.js";
import type { RecordingToSummarize } from "./summarize-recording.js";
import { steadyFindings } from "./summarize-steady.js";
import { isIdle, type MeasuredWindow } from "./summarize-subjects.js";
import { clocksOf } from "./summarize-suspended.js";
import type { Plan } from "./summarize-windows.js";

/** Everything a reader has to know, and the verdict. Call it when all samples have been read. */
export function qualityOf(
  recording: RecordingToSummarize,
  plan: Plan,
  windows: readonly MeasuredWindow[],
): Result["quality"] {
  const { manifest, ending, events } = recording;
  const findings = merged([
    ...manifest.findings,
    ...(ending?.findings ?? []),
    ...recording.findings,
    ...endsEarly(recording),
    ...plan.findings,
    ...clocksOf(events).findings,
    ...plan.executions.flatMap(exitFinding),
    ...repeatsFinding(plannedRuns(recording), plan.executions),
    ...missedTicks(ending?.self.missedTicks ?? 0),
    ...idleFindings(windows),
    ...windows.flatMap(energyFindings),
    ...windows.flatMap(negativePower),
    ...windows.flatMap(frozenReading),
    ...steadyFindings(windows, manifest.work !== undefined),
    ...gapFindings(recording),
    ...markerFindings(recording),
  ]);
  return { verdict: verdictOf(findings), findings };
}

/** A marked window without a number takes trust, not the number of the command. */
const energyFindings = ({ window, rails }: MeasuredWindow): Finding[] =>
  rails
    .flatMap(({ findings }) => findings)
    .map((finding) =>
      window.source !== "command" && finding.severity === "invalid" ? { ...finding, severity: "degraded" } : finding,
    );

/** A rail that gives power back on the whole is rare; a sensor wired the wrong way round, or off by an offset, is not. */
const negativePower = ({ rails }: MeasuredWindow): Finding[] =>
  rails.flatMap(({ probe, rail, meanPower }) => {
    if (meanPower === null || meanPower.value + expandedUncertainty(meanPower) >= 0) return [];
    return {
      code: "negative-power",
      severity: "degraded",
      message: `${rail.id} has a negative mean power`,
      remedy: "Check which way round the sensor is wired, and its zero; a rail that feeds back is rare",
      probe,
      rail: rail.id,
    } satisfies Finding;
  });

/**
 * A sensor that tells a thousandth of its reading apart does not show one and the same in so many updates: it had stopped
 * before the window began. A nominal period may be that of the polls, and the sensor's own a second.
 */
const FROZEN = { updates: 20, nominalS: 3, finest: 1e-3 };

const frozenReading = ({ rails, window: { from, to } }: MeasuredWindow): Finding[] =>
  rails.flatMap(({ probe, rail, minW, maxW, samples }) => {
    const step = rail.uncertainty.find(({ kind, of }) => kind === "resolution" && of === "power")?.size;
    const span = secondsBetween(from, to);
    const long = Math.max(FROZEN.updates * rail.period, rail.characterized === undefined ? FROZEN.nominalS : 0);
    const same = minW !== null && minW !== 0 && minW === maxW && samples >= FROZEN.updates && span >= long;
    if (!same || step === undefined || step > FROZEN.finest * Math.abs(minW)) return [];
    return {
      code: "frozen-reading",
      severity: "degraded",
      message: `${rail.id} showed exactly ${minW} W in each of ${samples} samples over ${span.toFixed(0)} s`,
      remedy: "Its sensor or driver has most likely stopped making new values: restart it and measure again",
      probe,
      rail: rail.id,
    } satisfies Finding;
  });

/** Findings of one kind about one rail become one: many short windows are one thing to know. */
function merged(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { code, probe, rail, message } = finding;
    const kind = rail === undefined ? `${code} ${message}` : `${code} ${probe} ${rail}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => {
    const [worst] = worstFirst(group);
    if (worst === undefined) return [];
    if (group.length === 1 || worst.rail === undefined) return worst;
    return { ...worst, message: `${worst.message} (and in ${group.length - 1} more)` };
  });
}

function endsEarly({ findings, ending, endsEarlyAtNs }: RecordingToSummarize): Finding[] {
  const known = [...findings, ...(ending?.findings ?? [])].some(
    ({ code }) => code === "ends-early" || code === "recording-failed",
  );
  if (endsEarlyAtNs === undefined || known) return [];
  return [
    {
      code: "ends-early",
      severity: "degraded",
      message: `Samples end ${(endsEarlyAtNs / 1e9).toFixed(3)} s after the recording's start`,
      remedy: "Numbers cover what was recorded until then; measure again for all of it",
    },
  ];
}

/** Energy above idle needs idle power on both sides to know its drift. */
function idleFindings(windows: readonly MeasuredWindow[]): Finding[] {
  const idles = windows.filter(isIdle);
  const usable = idles.filter(({ subjects }) => subjects.every(({ meanPower }) => meanPower !== null));
  if (idles.length === 0 || usable.length >= 2) return [];
  return [
    {
      code: "idle-one-sided",
      severity: "degraded",
      message: `${usable.length} of the idle windows before and after gave a power: how far idle drifted is not known`,
      remedy: "Let the run end by itself, and make --idle long enough for the slowest instrument",
    },
  ];
}

function exitFinding({ index, label, exit: { code, signal } }: Execution): Finding[] {
  if (code === 0) return [];
  const how = signal !== null ? `was ended by ${signal}` : code === null ? "has no known end" : `exited with ${code}`;
  return [
    {
      code: "command-failed",
      severity: "note",
      message: `Execution ${index + 1} of the command${label === undefined ? "" : ` (${label})`} ${how}`,
      remedy: "The energy is that of what it did; see its own output for why it stopped",
    },
  ];
}

function missedTicks(missed: number): Finding[] {
  if (missed === 0) return [];
  return [
    {
      code: "missed-ticks",
      severity: "note",
      message: `${missed} samples were missed because the machine was busy; each is a gap in the coverage`,
      remedy: "A lower --rate, or permission to raise the sampling thread's priority, makes it fewer",
    },
  ];
}

/** A target's first runs are those that were asked for, until more are decided on. */
function plannedRuns({ manifest, events }: RecordingToSummarize): unknown {
  // of two interleaved commands it is whole blocks that count
  if (manifest.settings["ab"] !== undefined) return undefined;
  const decided = events.find((event) => event.type === "repeats");
  return decided?.runs ?? manifest.settings["repeat"];
}

/** Repeats stop at the first run that fails: a mean of fewer runs than asked for has to say so. */
function repeatsFinding(asked: unknown, executions: readonly Execution[]): Finding[] {
  const whole = executions.filter(({ exit }) => exit.code === 0).length;
  if (typeof asked !== "number" || asked <= 1 || whole >= asked) return [];
  return [
    {
      code: "repeats-incomplete",
      severity: "degraded",
      message: `${whole} of ${asked} runs were completed; the others are in no statistic`,
      remedy: "See why the command failed or was interrupted, and measure again",
    },
  ];
}
