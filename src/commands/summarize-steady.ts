import type { Finding, Severity } from "../core/finding.js";
import { meanAndSd } from "../core/stats.js";
import { secondsBetween } from "../core/units.js";
import { lineOf } from "../steady/drift.js";
import { LEAST_MEANS, type Settling, settlingOf } from "../steady/settle.js";
import type { MeasuredWindow } from "./summarize-subjects.js";
import type { Course } from "./summarize-trace.js";

/** A temperature that changes faster is still on its way, °C a minute (measurement.md 5.1). */
const HOTTEST_CHANGE = 1;
/** A change of less is the step of the sensor, °C. */
const LEAST_CHANGE = 2;
/** Relative rise from the first run to the last that does not matter (measurement.md 5.1). */
const HARMLESS = 0.005;

/**
 * Whether the load had settled in each window (measurement.md 5.1). The energy of a window is what it is; work over energy
 * is to stand for longer runs too, and there trust is lost.
 */
export function steadyFindings(windows: readonly MeasuredWindow[], counted: boolean): readonly Finding[] {
  const severity: Severity = counted ? "degraded" : "note";
  return windows.flatMap(({ courses, window: { from, to }, span: { key } }) => {
    const place: Place = { key, seconds: secondsBetween(from, to), severity };
    return courses.flatMap((course) =>
      course.kind === "power" ? settlingFinding(course, place) : heating(course, place),
    );
  });
}

interface Place {
  readonly key: string;
  readonly seconds: number;
  readonly severity: Severity;
}

function settlingFinding({ probe, of, means }: Course & { readonly probe: string }, place: Place): readonly Finding[] {
  const settling = settlingOf(means);
  if (settling === undefined || settling.kind === "steady") return [];
  const { says, remedy } = wordsOf(settling, place.seconds);
  const { key, severity } = place;
  return [{ code: settling.kind, severity, message: `${of} in window ${key}: ${says}`, remedy, probe, rail: of }];
}

function wordsOf(settling: Exclude<Settling, { kind: "steady" }>, seconds: number) {
  if (settling.kind === "too-short") {
    return {
      says: `the load had not settled by half of ${text(seconds)} s; the first half moves mean power by ${percent(settling.offset)}`,
      remedy: `Let it run for ${text(2 * seconds)} s or more, or warm up first with --warmup`,
    };
  }
  const cut = text(settling.share * seconds);
  if (settling.kind === "warming-up") {
    return {
      says: `the first ${cut} s are a warm-up, which moves mean power by ${percent(settling.offset)}`,
      remedy: `Warm up first with --warmup, or mark what comes after ${cut} s as a window of its own`,
    };
  }
  const after = settling.share > 0 ? ` after the first ${cut} s` : "";
  return {
    says: `power${after} changes by ${percent(settling.change)} (± ${percent(settling.U99, "")}, 99 %) from beginning to end`,
    remedy: "Run for longer after a warm-up (--warmup), and see whether clocks or temperature move with it",
  };
}

function heating({ probe, of, means }: Course & { readonly probe: string }, place: Place): readonly Finding[] {
  const line = means.length < LEAST_MEANS ? undefined : lineOf(means);
  if (line === undefined || !(Math.abs(line.change) > Math.max(LEAST_CHANGE, line.U99))) return [];
  const minutely = line.change / (place.seconds / 60);
  if (Math.abs(minutely) <= HOTTEST_CHANGE) return [];
  const { key, severity } = place;
  return [
    {
      code: "thermal-drift",
      severity,
      message: `${of} in window ${key} changes by ${text(line.change)} °C in ${text(place.seconds)} s, ${text(minutely)} °C a minute: leakage, and so power, goes with it`,
      remedy: "Warm up until the temperature stands (--warmup), or let it cool to the same beginning (--cooldown)",
      probe,
    },
  ];
}

/** Back-to-back runs that read ever higher, or ever lower, are no repeats of one thing (measurement.md 5.1). */
export function runDriftFindings(runs: readonly MeasuredWindow[]): readonly Finding[] {
  const [first] = runs;
  return (first?.subjects ?? []).flatMap(({ of }) => {
    const watts = runs.map(
      ({ subjects }) => subjects.find((subject) => subject.of === of)?.meanPower?.value ?? Number.NaN,
    );
    const line = lineOf(watts);
    const { mean } = meanAndSd(watts);
    const matters = line !== undefined && Math.abs(line.change) > Math.max(line.U99, HARMLESS * Math.abs(mean));
    return matters ? [runDrift(of, { change: line.change / Math.abs(mean), runs })] : [];
  });
}

function runDrift(of: string, { change, runs }: { change: number; runs: readonly MeasuredWindow[] }): Finding {
  const way = change > 0 ? "higher" : "lower";
  return {
    code: change > 0 ? "thermal-drift" : "drifting",
    severity: "degraded",
    message: `Mean power of ${of} reads ever ${way} from run to run, by ${percent(change)} over ${runs.length} runs${temperatures(runs)}: their scatter is not that of repeats`,
    remedy: "Warm up first (--warmup), pause for the same time between runs (--cooldown), and make the runs longer",
  };
}

/** The temperature that changed most from the first run to the last. */
function temperatures(runs: readonly MeasuredWindow[]): string {
  const [first, last] = [runs[0], runs.at(-1)];
  const moved = (first?.conditions ?? []).flatMap(({ name, quantity, mean: from }) => {
    const to = last?.conditions.find((one) => one.name === name)?.mean ?? null;
    return quantity === "temperature" && from !== null && to !== null ? { name, from, to } : [];
  });
  const [most] = moved.sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
  return most === undefined ? "" : `, while ${most.name} went from ${text(most.from)} to ${text(most.to)} °C`;
}

const text = (value: number): string => Number(value.toPrecision(3)).toString();
const percent = (share: number, plus = "+"): string =>
  `${share > 0 ? plus : ""}${Number((100 * share).toPrecision(2))} %`;
