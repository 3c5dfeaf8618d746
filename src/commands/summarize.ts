import { figure } from "../core/figure.js";
import { verdictOf } from "../core/finding.js";
import type { Execution, Work } from "../core/recording.js";
import type { RailResult, Result, RunResult, TotalResult, WindowResult } from "../core/result.js";
import { budget } from "../core/uncertainty.js";
import { secondsBetween } from "../core/units.js";
import type { RailEnergy } from "../energy/span.js";
import { retimed } from "../sync/retimed.js";
import { type Agreements, agreementsOf } from "./summarize-agreement.js";
import { clockFindings, clockResults, type DeviceClocks, deviceClocksOf } from "./summarize-clocks.js";
import { measureProbe } from "./summarize-probe.js";
import { qualityOf } from "./summarize-quality.js";
import type { RecordingToSummarize, SummarizeOptions } from "./summarize-recording.js";
import { type Repeats, repeatsOf } from "./summarize-repeats.js";
import { sidesPart } from "./summarize-sides.js";
import { isIdle, type MeasuredWindow, measuredWindow } from "./summarize-subjects.js";
import { clocksOf, withoutSuspended } from "./summarize-suspended.js";
import { type Shift, type Syncs, syncPart, syncsOf } from "./summarize-sync.js";
import { type Plan, planOf } from "./summarize-windows.js";
import { dynamicOf, isWorked, workCount, workOf } from "./summarize-work.js";

/**
 * A recording as a result, a pure function of the recording and the curves. Reads the samples of each probe once.
 * Throws POINT_MISMATCH for a total over several points.
 */
export const summarize = (recording: RecordingToSummarize, options: SummarizeOptions = {}): Result =>
  summarizeWithWindows(recording, options).result;

/** The same with the quantities that the figures come from. */
export function summarizeWithWindows(
  recording: RecordingToSummarize,
  options: SummarizeOptions,
): { readonly result: Result; readonly windows: readonly MeasuredWindow[] } {
  const plan = planOf(recording, options.place);
  const clocks = deviceClocksOf(recording);
  const placed = placedBy(clocks, recording);
  const syncs = syncsOf(placed, clocks);
  const windows = measured(placed, plan, { ...options, clocks, shifts: syncs.shifts });
  const agreements = agreementsOf(windows, options.same ?? []);
  const repeats = repeatsOf(recording, windows);
  const findings = [
    ...plan.findings,
    ...(options.findings ?? []),
    ...clockFindings(clocks),
    ...agreements.findings,
    ...repeats.findings,
    ...syncs.findings,
  ];
  const result = resultOf(recording, { ...plan, findings }, { windows, agreements, repeats, syncs });
  return { result: { ...result, ...clockResults(clocks, recording) }, windows };
}

interface Measured {
  readonly windows: readonly MeasuredWindow[];
  readonly agreements: Agreements;
  readonly syncs: Syncs;
  readonly repeats: Repeats;
}

function resultOf(
  recording: RecordingToSummarize,
  plan: Plan,
  { windows, agreements, repeats, syncs }: Measured,
): Result {
  const { manifest, ending, folder } = recording;
  const idles = windows.filter(isIdle);
  const result = (window: MeasuredWindow) => windowResult(window, { idles, agreements, work: manifest.work });
  const [first] = plan.executions;
  const of = (execution: Execution) => windows.filter((window) => window.execution === execution);
  const phases = windows.filter(({ execution }) => execution === undefined);
  const runs = plan.executions.length > 1 ? plan.executions : [];
  const quality = qualityOf(recording, plan, windows);
  const sides = sidesPart(recording, repeats.both, { windows, quality });
  return {
    schema: "joulemark/result/v1",
    run: runOf(recording, plan, folder),
    windows: [...(first === undefined ? [] : of(first)), ...phases].map(result),
    ...(runs.length > 0 && {
      runs: runs.map(
        (execution): RunResult => ({
          index: execution.index,
          ...(execution.label !== undefined && { label: execution.label }),
          exit: execution.exit,
          windows: of(execution).map(result),
        }),
      ),
      ...(repeats.statistics !== undefined && { statistics: repeats.statistics }),
      ...(repeats.target !== undefined && { target: repeats.target }),
    }),
    ...sides,
    probes: manifest.probes.map(({ name, device }) => ({ name, device })),
    ...syncPart(syncs),
    quality: { ...quality, verdict: verdictOf([...quality.findings, ...(sides.comparison?.findings ?? [])]) },
    self: ending?.self ?? null,
  };
}

function runOf(
  { manifest, ending, endsEarlyAtNs }: RecordingToSummarize,
  plan: Plan,
  folder: string | null,
): Result["run"] {
  const [first] = plan.executions;
  const load = plan.windows.find(({ execution }) => execution === first)?.load;
  const endNs = ending === undefined ? (endsEarlyAtNs ?? 0) : Number(ending.end - manifest.start);
  return {
    id: manifest.id,
    ...(manifest.name !== undefined && { name: manifest.name }),
    command: [...manifest.command],
    startedAt: manifest.startedAt,
    durationS: first === undefined ? endNs / 1e9 : secondsBetween(first.from, first.to),
    exit: first?.exit ?? { code: null, signal: null },
    host: { ...manifest.host },
    recording: folder,
    ...(load !== undefined && { load: load.facts }),
    ...(endsEarlyAtNs !== undefined && { endsEarlyAtS: endsEarlyAtNs / 1e9 }),
  };
}

/** The same recording, whose samples are placed in time by all that is known of their instruments' own clocks. */
const placedBy = (clocks: DeviceClocks, recording: RecordingToSummarize): RecordingToSummarize => ({
  ...recording,
  samples(probe) {
    const clock = clocks.get(probe);
    return clock === undefined ? recording.samples(probe) : retimed(recording.samples(probe), clock);
  },
});

interface Shifted extends SummarizeOptions {
  readonly clocks: DeviceClocks;
  readonly shifts: ReadonlyMap<string, Shift>;
}

/** Every window with the rails of all probes. */
function measured(
  recording: RecordingToSummarize,
  plan: Plan,
  { clocks, shifts, ...options }: Shifted,
): MeasuredWindow[] {
  const { probes } = recording.manifest;
  const spans = plan.windows.map(({ span }) => span);
  const traced = tracedOf(plan, recording.manifest.work);
  const { suspensions } = clocksOf(recording.events);
  const byProbe = probes.map((probe) =>
    measureProbe(recording, probe, {
      ...{ spans, traced, ...options },
      clock: clocks.get(probe.name),
      shift: shifts.get(probe.name),
    }),
  );
  return plan.windows.map((planned, k) => {
    const rails = byProbe.flatMap((measured) => measured.rails[k] ?? []);
    const conditions = byProbe.flatMap((measured) => measured.conditions[k] ?? []);
    const courses = byProbe.flatMap((measured) => measured.courses[k] ?? []);
    const kept = withoutSuspended(rails, planned.window, suspensions);
    return measuredWindow({ ...planned, conditions, courses }, kept, probes);
  });
}

interface Beside {
  readonly idles: readonly MeasuredWindow[];
  readonly agreements: Agreements;
  readonly work: Work | undefined;
}

/** Windows of which it is said whether the load had settled: the first of many, for each takes memory. */
const MOST_TRACED = 200;

function tracedOf({ windows }: Plan, work: Work | undefined): readonly boolean[] {
  let count = 0;
  return windows.map((window) => isWorked(window, work) && count++ < MOST_TRACED);
}

function windowResult(window: MeasuredWindow, { idles, agreements, work }: Beside): WindowResult {
  const { name, source, from, to, fromWithin: fromWithinS, toWithin: toWithinS } = window.window;
  const worked = isWorked(window, work);
  const count = worked ? workCount(work, window.execution) : undefined;
  const done = count === undefined || work === undefined ? undefined : workOf(count, work.unit, window);
  const dynamic = worked ? dynamicOf(window, idles) : [];
  const agreement = agreements.byWindow.get(window) ?? [];
  return {
    name,
    source,
    fromNs: String(from),
    toNs: String(to),
    durationS: secondsBetween(from, to),
    fromWithinS,
    toWithinS,
    rails: window.rails.map(railResult),
    totals: window.totals.map(totalResult),
    ...(done !== undefined && { work: done }),
    ...(dynamic.length > 0 && { dynamic }),
    ...(agreement.length > 0 && { agreement }),
    ...(window.conditions.length > 0 && { conditions: window.conditions }),
  };
}

function railResult({ rail, energy, meanPower, interval, ...seen }: RailEnergy): RailResult {
  return {
    probe: seen.probe,
    rail: rail.id,
    point: seen.correction.to,
    estimate: rail.point === "estimate",
    energyJ: energy && figure(energy),
    meanPowerW: meanPower && figure(meanPower),
    ...(interval !== undefined && { energyIntervalJ: interval }),
    minW: seen.minW,
    maxW: seen.maxW,
    samples: seen.samples,
    coverage: seen.coverage,
    maxGapS: seen.maxGapS,
    correction: seen.correction,
    budget: energy === null ? [] : budget(energy),
    flags: seen.flags,
    ...(rail.partOf !== undefined && { partOf: rail.partOf }),
    ...(rail.characterized !== undefined && { characterized: rail.characterized }),
  };
}

const totalResult = ({
  probe,
  total,
  point,
  energy,
  meanPower,
  interval,
  coverage,
}: MeasuredWindow["totals"][number]): TotalResult => ({
  probe,
  name: total.name,
  scope: total.scope,
  point,
  estimate: point === "estimate",
  parts: total.parts,
  energyJ: energy && figure(energy),
  meanPowerW: meanPower && figure(meanPower),
  ...(interval !== undefined && { energyIntervalJ: interval }),
  coverage,
  budget: energy === null ? [] : budget(energy),
});
