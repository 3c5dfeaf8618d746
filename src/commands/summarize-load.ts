import type { Finding } from "../core/finding.js";
import { list, number, object, orNull, type Read, text, truth } from "../core/json-shape.js";
import type { Execution, LoadWindow, RecordedEvent } from "../core/recording.js";
import type { WorkResult } from "../core/result.js";
import { BatchMeans, meanAndSd } from "../core/stats.js";
import { secondsBetween } from "../core/units.js";

/** What a load that reports its own work said during one execution. */
export interface Load {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly windows: readonly LoadWindow[];
}

const silent: Load = { facts: {}, windows: [] };

/** Loads by the index of their execution; one that reported nothing is not in it. */
export function loadsOf(events: readonly RecordedEvent[]): ReadonlyMap<number, Load> {
  const loads = new Map<number, { facts: Record<string, unknown>; windows: LoadWindow[] }>();
  for (const event of events) {
    if (event.type !== "load" && event.type !== "load-window") continue;
    const load = loads.get(event.execution) ?? { facts: {}, windows: [] };
    loads.set(event.execution, load);
    if (event.type === "load") Object.assign(load.facts, event.facts);
    else load.windows.push(event);
  }
  return loads;
}

const ratesOf = (windows: readonly LoadWindow[]): readonly number[] =>
  windows.filter(({ from, to }) => to > from).map(({ work, from, to }) => work / secondsBetween(from, to));

/**
 * How far the rate over all windows is from that of a longer run, by the scatter of theirs: batch means, so that what
 * is correlated from window to window is not taken for more evidence than it is (measurement.md 5.3).
 */
export function rateNoise(windows: readonly LoadWindow[]): { readonly u: number; readonly dof: number } | undefined {
  const means = new BatchMeans();
  for (const rate of ratesOf(windows)) means.add(rate);
  return means.noise();
}

/** How many windows there were and how much their rates vary; nothing of a load that reports none. */
export function windowsText(windows: readonly LoadWindow[]): WorkResult["windows"] | undefined {
  const rates = ratesOf(windows);
  if (rates.length === 0) return undefined;
  const { mean, sd } = meanAndSd(rates);
  return { count: rates.length, variation: sd / mean };
}

const factsShape = object(
  {},
  {
    threads: number,
    batch: orNull(number),
    imagesPerS: orNull(number),
    computesOn: text,
    graph: text,
    notes: list(text),
    falsifying: truth,
    input: text,
    overheadShare: orNull(number),
    verify: orNull(object({ relativeError: orNull(number), gate: number, passed: truth })),
    latencyMs: orNull(object({ median: number, p95: number, p99: number })),
  },
);
type Facts = ReturnType<typeof factsShape>;

/** Those facts that say something about the numbers; none where they are not what they should be. */
const readFacts = ({ facts }: Load): Facts => tryRead(factsShape, facts) ?? {};

function tryRead<T>(read: Read<T>, value: unknown): T | undefined {
  try {
    return read(value, "");
  } catch {
    return undefined;
  }
}

/** Milliseconds of one pass, of a load that waits for each. */
export const latencyOf = (load: Load = silent): WorkResult["latencyMs"] | undefined =>
  readFacts(load).latencyMs ?? undefined;

/** Seconds of one pass over a batch, of a load that reports both. */
export function passOf(load: Load = silent): number | undefined {
  const { batch, imagesPerS } = readFacts(load);
  const seconds = (batch ?? Number.NaN) / (imagesPerS ?? Number.NaN);
  return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
}

/** Everything about the loads of these executions that a reader of the numbers has to know. */
export const loadFindings = (executions: readonly Execution[], loads: ReadonlyMap<number, Load>): readonly Finding[] =>
  executions.flatMap(({ index }) => findingsOf(loads.get(index)));

function findingsOf(load: Load | undefined): readonly Finding[] {
  if (load === undefined) return [];
  const facts = readFacts(load);
  return [
    ...verification(facts),
    ...falsifying(facts),
    ...few(load),
    ...starved(load, facts),
    ...overhead(facts),
    ...otherwise(facts),
  ];
}

function verification({ verify }: Facts): readonly Finding[] {
  if (verify === undefined || verify === null || verify.passed) return [];
  return [
    {
      code: "verification-failed",
      severity: "invalid",
      message: `The results are wrong: relative error ${verify.relativeError?.toExponential(1) ?? "not finite"}, allowed ${verify.gate.toExponential(1)}`,
      remedy: "Measure another precision or back end, and report this one with what `joulemark runner info` prints",
    },
  ];
}

function falsifying({ falsifying: known, input = "this" }: Facts): readonly Finding[] {
  if (known !== true) return [];
  return [
    {
      code: "falsifying-input",
      severity: "degraded",
      message: `With an input of ${input} fewer bits toggle than with images: power is lower than it would be`,
      remedy: "Use --input constant or gaussian for power; zeros are there to show the difference",
    },
  ];
}

/** Fewer say next to nothing of how much the rate varies. */
const ENOUGH_WINDOWS = 4;

function few({ windows, facts }: Load): readonly Finding[] {
  const { length } = ratesOf(windows);
  // Without its end it never came to its windows, which another finding says.
  if (length >= ENOUGH_WINDOWS || (length === 0 && facts["imagesPerS"] === undefined)) return [];
  return [
    {
      code: "too-few-windows",
      severity: "degraded",
      message: `${length} windows of whole passes: how much the rate varies is hardly known`,
      remedy: "Give a longer --duration, or a smaller --batch",
    },
  ];
}

/** Below this share of the processor time its threads could have had, a load waited for something (networks.md 5). */
const FED = 0.95;

/** A load that computes on a device of its own waits for it and has no processor time to be short of. */
function starved({ windows }: Load, { threads = 0, computesOn }: Facts): readonly Finding[] {
  if (threads <= 0 || computesOn === "device") return [];
  const shares = windows
    .filter(({ from, to }) => to > from)
    .map(({ cpu, from, to }) => cpu / threads / secondsBetween(from, to));
  const hungry = shares.filter((share) => share < FED);
  if (hungry.length === 0) return [];
  return [
    {
      code: "load-starved",
      severity: "degraded",
      message: `${hungry.length} of ${shares.length} windows had less than 95 % of the time of ${threads} ${threads === 1 ? "thread" : "threads"}; the least ${(Math.min(...hungry) * 100).toFixed(0)} %. ${switchesText(windows)}`,
      remedy: "Let nothing else run beside it, or give fewer --threads",
    },
  ];
}

const switchesText = (windows: readonly LoadWindow[]): string =>
  `A processor was taken away from it ${windows.reduce((sum, { switches }) => sum + switches, 0)} times`;

/** What was done otherwise than asked. */
const otherwise = ({ notes = [], graph = "" }: Facts): readonly Finding[] =>
  [...notes, ...(graph.startsWith("refused") ? [`graph ${graph}`] : [])].map((message) => ({
    code: "load-note",
    severity: "note",
    message,
    remedy: "Nothing to do if that is what you want to measure; `joulemark runner info` says what works here",
  }));

const MOST_OVERHEAD = 0.005;

function overhead({ overheadShare }: Facts): readonly Finding[] {
  if (!overheadShare || overheadShare <= MOST_OVERHEAD) return [];
  return [
    {
      code: "load-overhead",
      severity: "note",
      message: `${(overheadShare * 100).toFixed(1)} % of the time in windows passed outside the back end`,
      remedy: "Use a larger --batch: so small a network leaves much to the loop around it",
    },
  ];
}
