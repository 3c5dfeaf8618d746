import { summarize } from "../../../src/commands/summarize.js";
import type { RailResult, Result, WindowResult } from "../../../src/core/result.js";
import { resultSchema } from "../../../src/core/result-schema.js";
import { openRecording } from "../../../src/recording/reader.js";
import { type Played, play, START, type TrueWindow } from "./play.js";
import type { Schedule } from "./schedule.js";
import { coverageOf, inside, type Readable, readable, seenRange, trueEnergy } from "./truth.js";

/** One energy that was given, against the truth. */
export interface Outcome {
  readonly what: string;
  readonly kind: Schedule["kind"] | "total";
  readonly wave: string;
  readonly window: string;
  readonly value: number;
  readonly truth: number;
  readonly u: number;
  readonly U95: number;
  readonly samples: number;
  readonly flags: readonly string[];
}

/** One interval that was given, and whether what it assumes was so. */
export interface Bounded {
  readonly what: string;
  readonly low: number;
  readonly high: number;
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
  const killed = schedule.faults.some(({ type }) => type === "killed") && window.source === "command";
  return killed ? { from: known.from, to: stated(window).to } : known;
}

function weigh(subject: Subject, found: Audit, { rail, one }: { rail: number; one: RailResult }): void {
  const { schedule, window, read } = subject;
  const real = trueWindow(subject);
  const truth = trueEnergy(schedule, rail, real);
  const what = `${window.name}/${one.rail}`;
  const { energyJ, energyIntervalJ } = one;
  const common = { what, kind: schedule.kind, wave: schedule.waveform.type, window: window.source, truth };
  if (energyJ !== null) found.outcomes.push({ ...common, ...energyJ, samples: one.samples, flags: one.flags });
  if (energyIntervalJ === undefined) return;
  const seen = inside(read, rail, stated(window));
  const holds = schedule.kind === "counter" || seenRange(schedule.waveform, seen, real);
  found.bounded.push({ what, low: energyIntervalJ.low, high: energyIntervalJ.high, truth, holds });
}

/** What a result says of its samples is what was recorded. */
function agree({ schedule, read, window, broken }: Subject, rail: number, one: RailResult): void {
  const span = stated(window);
  const seen = inside(read, rail, span);
  const what = `${window.name}/${one.rail}`;
  if (one.samples !== seen.length) broken(`${what} says ${one.samples} samples, ${seen.length} were recorded`);
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
  if (sum === undefined) return broken(`${window.name} has no total`);
  const whole = window.rails.every(({ energyJ }) => energyJ !== null);
  if ((sum.energyJ !== null) !== whole) broken(`${window.name}: the total and its parts disagree on being known`);
  if (sum.energyJ === null) return;
  const truth = schedule.scales.reduce((all, _, rail) => all + trueEnergy(schedule, rail, trueWindow(subject)), 0);
  const flags = [...new Set(window.rails.flatMap((rail) => rail.flags))];
  const samples = Math.min(...window.rails.map((rail) => rail.samples));
  const common = { what: `${window.name}/total`, kind: "total", window: window.source, samples, flags } as const;
  found.outcomes.push({ ...common, wave: schedule.waveform.type, truth, ...sum.energyJ });
}

function verdict({ windows, quality }: Result, broken: (what: string) => void): void {
  const command = windows.find(({ source }) => source === "command");
  const missing = command === undefined || command.rails.some(({ energyJ }) => energyJ === null);
  if (missing && quality.verdict === "good") broken("good, though the command has a rail without a number");
  for (const { name, rails } of windows)
    for (const { rail, energyJ, flags } of rails)
      if (energyJ === null && flags.length === 0) broken(`${name}/${rail} has no number and no reason`);
}
