import { peakOf } from "../../../probes/simulated/waveform.js";
import { summarize } from "../../../src/commands/summarize.js";
import type { RailResult, Result, WindowResult } from "../../../src/core/result.js";
import { resultSchema } from "../../../src/core/result-schema.js";
import { openRecording } from "../../../src/recording/reader.js";
import { type Played, play, START, type TrueWindow } from "./play.js";
import type { Schedule } from "./schedule.js";
import {
  coverageOf,
  inside,
  jumpsAtEdges,
  mayRestOn,
  type Readable,
  readable,
  seenRange,
  trueEnergy,
} from "./truth.js";

/** One energy that was given, against the truth. */
export interface Outcome {
  readonly what: string;
  readonly kind: Schedule["kind"] | "total";
  readonly wave: string;
  readonly window: string;
  readonly value: number;
  readonly truth: number;
  /** The highest power there may be. */
  readonly peakW: number;
  readonly u: number;
  readonly U95: number;
  readonly samples: number;
  readonly flags: readonly string[];
  /** Joules that a jump of the power between the samples around an edge of the window may cost; 0 without one. */
  readonly atEdges: number;
  /** A counter stood still around an edge of the window though there was power. */
  readonly stuck: boolean;
}

/** One interval that was given, and whether what it assumes was so. */
export interface Bounded {
  readonly what: string;
  readonly low: number;
  readonly high: number | null;
  readonly truth: number;
  readonly holds: boolean;
}

/** What a schedule came to. */
export interface Audit {
  readonly outcomes: Outcome[];
  readonly bounded: Bounded[];
  readonly refused: number;
  /** Promises broken, in words. */
  readonly broken: string[];
}

/** Plays a schedule, summarises it and holds the result against the truth. */
export function audit(schedule: Schedule): Audit {
  using played = play(schedule);
  const result = summarize(openRecording(played.folder));
  const again = summarize(openRecording(played.folder));
  const read = readable(openRecording(played.folder).samples("meter"), played, schedule.period);
  const found: Audit = { outcomes: [], bounded: [], refused: 0, broken: [] };
  const broken = (what: string) => found.broken.push(what);
  for (const path of unprintable(result)) broken(`${path} is not a number that JSON can hold`);
  if (!resultSchema.safeParse(result).success) broken("the result is not what its schema says");
  if (JSON.stringify(result) !== JSON.stringify(again)) broken("a second summary is another one");
  let refused = 0;
  for (const window of result.windows) {
    const subject: Subject = { schedule, played, read, window, broken };
    for (const [rail, one] of window.rails.entries()) {
      if (one.energyJ === null) refused++;
      weigh(subject, found, { rail, one });
      agree(subject, rail, one);
    }
    total(subject, found);
  }
  verdict(result, broken);
  return { ...found, refused };
}

interface Subject {
  readonly schedule: Schedule;
  readonly played: Played;
  readonly read: Readable;
  readonly window: WindowResult;
  broken(what: string): void;
}

/** Where a number would become null on its way to JSON. */
function unprintable(value: unknown, path = "result"): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unprintable(inner, `${path}.${key}`));
}

const stated = ({ fromNs, toNs }: WindowResult): TrueWindow => ({
  from: Number(BigInt(fromNs) - START) / 1e9,
  to: Number(BigInt(toNs) - START) / 1e9,
});

/** The true window; one that nobody ended lasts to where the recording says. */
function trueWindow({ played, window, schedule }: Subject): TrueWindow {
  const known = played.windows.get(window.name);
  if (known === undefined) throw new Error(`a window ${window.name} that nobody asked for`);
  const killed = schedule.faults.some(({ type }) => type === "killed");
  // Nobody saw the end of what was killed: such a window lasts to where the recording does.
  const { to } = stated(window);
  const edge =
    (window.source === "command" ? schedule.command : schedule.marks[Number(window.name.slice(4))])?.within ?? 0;
  return killed && Math.abs(to - known.to) > edge * schedule.period + 1e-9 ? { from: known.from, to } : known;
}

function weigh(subject: Subject, found: Audit, { rail, one }: { rail: number; one: RailResult }): void {
  const { schedule, window, read } = subject;
  const real = trueWindow(subject);
  const truth = trueEnergy(schedule, rail, real);
  const what = `${window.name}/${one.rail}`;
  const { energyJ, energyIntervalJ } = one;
  const peakW = (schedule.scales[rail] ?? 0) * peakOf(schedule.waveform);
  const common = { what, peakW, kind: schedule.kind, wave: schedule.waveform.type, window: window.source, truth };
  const doubts = { atEdges: atEdges(subject, rail), stuck: isStuck(subject, rail) };
  if (energyJ !== null)
    found.outcomes.push({ ...common, ...doubts, ...energyJ, samples: one.samples, flags: one.flags });
  if (energyIntervalJ === undefined) return;
  const seen = inside(read, rail, stated(window));
  const holds = assumptionHolds(subject, one, { seen, real });
  found.bounded.push({
    what,
    low: energyIntervalJ.low,
    high: energyIntervalJ.high,
    truth,
    holds: holds && doubts.atEdges === 0 && !doubts.stuck,
  });
}

function atEdges({ schedule, read, window }: Subject, rail: number): number {
  const { waveform, scales } = schedule;
  return (scales[rail] ?? 0) * peakOf(waveform) * jumpsAtEdges(read, rail, { waveform, window: stated(window) });
}

/** A reading that is held is a lie no reader can see through where an edge is carried on from it. */
function isStuck({ schedule, played, window }: Subject, rail: number): boolean {
  const edge = (seconds: number) => Math.round(seconds / schedule.period);
  const { from, to } = stated(window);
  const near = 8;
  return (played.given.held.get(rail) ?? []).some(([first, last]) =>
    [edge(from), edge(to)].some((tick) => tick >= first - near && tick <= last + near),
  );
}

/** Whether what the bounds say they rest on was so in truth. */
function assumptionHolds({ schedule }: Subject, { energyIntervalJ }: RailResult, { seen, real }: Seen): boolean {
  if (energyIntervalJ?.assumes.includes("outside the window")) return true;
  // Of a counter no power at an instant is seen, only means between readings.
  if (schedule.kind === "counter") return schedule.waveform.type === "constant";
  return seenRange(schedule.waveform, seen, real);
}

interface Seen {
  readonly seen: readonly number[];
  readonly real: TrueWindow;
}

/** What a result says of its samples can be found in what was recorded. */
function agree({ schedule, read, window, broken }: Subject, rail: number, one: RailResult): void {
  const span = stated(window);
  const seen = inside(read, rail, span);
  const what = `${window.name}/${one.rail}`;
  const { least, most } = mayRestOn(read, rail, { ...schedule, window: span });
  if (one.samples < least || one.samples > most)
    broken(`${what} rests on ${one.samples} samples, of those recorded ${least} to ${most} can be`);
  if (one.energyJ !== null && one.coverage < 0.95) broken(`${what} has a number at a coverage of ${one.coverage}`);
  if (one.energyJ !== null && one.meanPowerW === null) broken(`${what} has an energy and no mean power`);
  if (seen.length === 0 && (one.energyJ !== null || one.coverage > 0)) broken(`${what} has a number without a sample`);
  if (schedule.kind === "counter" || span.to <= span.from) return;
  const spacings = read.at.slice(1, 258).map((t, k) => t - (read.at[k] ?? t));
  const median = spacings.sort((a, b) => a - b)[Math.floor(spacings.length / 2)] ?? 0;
  const expected = coverageOf(seen, span, Math.max(median, schedule.period));
  if (Math.abs(one.coverage - expected) > 1e-6)
    broken(`${what} says a coverage of ${one.coverage}, the recording ${expected}`);
}

function total(subject: Subject, found: Audit): void {
  const { schedule, window, broken } = subject;
  const [sum] = window.totals;
  if (sum === undefined) {
    broken(`${window.name} has no total`);
    return;
  }
  const whole = window.rails.every(({ energyJ }) => energyJ !== null);
  if ((sum.energyJ !== null) !== whole) broken(`${window.name}: the total and its parts disagree on being known`);
  if (sum.energyJ === null) return;
  const truth = schedule.scales.reduce((all, _, rail) => all + trueEnergy(schedule, rail, trueWindow(subject)), 0);
  const flags = [...new Set(window.rails.flatMap((rail) => rail.flags))];
  const samples = Math.min(...window.rails.map((rail) => rail.samples));
  const doubts = {
    atEdges: schedule.scales.reduce((all, _, rail) => all + atEdges(subject, rail), 0),
    stuck: schedule.scales.some((_, rail) => isStuck(subject, rail)),
  };
  const common = { what: `${window.name}/total`, kind: "total", window: window.source, samples, flags } as const;
  const peakW = schedule.scales.reduce((all, scale) => all + scale, 0) * peakOf(schedule.waveform);
  found.outcomes.push({ ...common, ...doubts, peakW, wave: schedule.waveform.type, truth, ...sum.energyJ });
}

function verdict({ windows, quality }: Result, broken: (what: string) => void): void {
  const command = windows.find(({ source }) => source === "command");
  const missing = command === undefined || command.rails.some(({ energyJ }) => energyJ === null);
  if (missing && quality.verdict === "good") broken("good, though the command has a rail without a number");
  for (const { name, rails } of windows)
    for (const { rail, energyJ, flags } of rails)
      if (energyJ === null && flags.length === 0) broken(`${name}/${rail} has no number and no reason`);
}
