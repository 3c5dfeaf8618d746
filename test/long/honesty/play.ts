import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../../src/core/clock.js";
import type { Mark } from "../../../src/core/mark.js";
import type { Rail } from "../../../src/core/rail.js";
import type { Execution, Manifest } from "../../../src/core/recording.js";
import { createRecording, type RecordingWriter } from "../../../src/recording/writer.js";
import { damaged, type Given } from "./faults.js";
import { drawn, railsOf, readingsOf } from "./instrument.js";
import type { Schedule, Stretch } from "./schedule.js";

/** The recording's time zero. */
export const START = 3_600_000_000_000_000n;
const at = (seconds: number): bigint => START + BigInt(Math.round(seconds * 1e9));

/** A window as it truly was, in s after the start. */
export interface TrueWindow {
  readonly from: number;
  readonly to: number;
}

/** A recording on disk and what is true of it. */
export interface Played extends Disposable {
  readonly folder: string;
  readonly rails: readonly Rail[];
  readonly given: Given;
  /** By name. */
  readonly windows: ReadonlyMap<string, TrueWindow>;
}

/** Records a schedule. The folder is gone when the result is disposed of. */
export function play(schedule: Schedule): Played {
  const parent = mkdtempSync(join(tmpdir(), "honesty-"));
  const folder = join(parent, "run");
  const rails = railsOf(schedule);
  const windows = trueWindows(schedule);
  const command = windows.get("command") ?? { from: 0, to: 0 };
  const readings = rails.map((_, rail) => readingsOf(schedule, rail));
  const given = damaged(schedule, rails, readings, [command.from, command.to]);
  write({ folder, schedule, rails, given }, windows);
  for (const fault of schedule.faults) if (fault.type === "corrupt" || fault.type === "truncate") spoil(folder, fault);
  return { folder, rails, given, windows, [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }) };
}

function trueWindows({ command, marks, ticks, period }: Schedule): Map<string, TrueWindow> {
  const inside = ({ from, length }: Stretch, outer: TrueWindow): TrueWindow => {
    const start = outer.from + from * (outer.to - outer.from);
    return { from: start, to: start + length * (outer.to - start) };
  };
  const whole = inside(command, { from: period, to: (ticks - 2) * period });
  const named = marks.map((mark, k) => [`mark${k}`, inside(mark, whole)] as const);
  return new Map([["command", whole], ...named]);
}

interface Writing {
  readonly folder: string;
  readonly schedule: Schedule;
  readonly rails: readonly Rail[];
  readonly given: Given;
}

const still: Clock = { now: () => START, wall: () => 0, until: () => Promise.resolve() };

function write({ folder, schedule, rails, given }: Writing, windows: ReadonlyMap<string, TrueWindow>): void {
  using recording = createRecording(folder, manifestOf(rails), still);
  const execution = executionOf(schedule, windows);
  const marks = marksOf(schedule, windows);
  const { index, warmup, from, fromWithin } = execution;
  recording.event({ type: "execution-start", index, warmup, at: from, within: fromWithin });
  for (const mark of marks) recording.event({ type: "mark", mark });
  appendAll(recording, schedule, given);
  if (schedule.faults.some(({ type }) => type === "killed")) return;
  recording.event({ type: "execution", execution });
  const self = { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} };
  recording.finish({ end: at(schedule.ticks * schedule.period), executions: [execution], marks, findings: [], self });
}

function appendAll(recording: RecordingWriter, { chunk, period }: Schedule, { present, rails }: Given): void {
  for (let from = 0; from < present.length; from += chunk) {
    const ticks = present.slice(from, from + chunk).flatMap((there, k) => (there ? [from + k] : []));
    const columns = rails.flat().map((column) => Float64Array.from(ticks, (tick) => column[tick] ?? Number.NaN));
    const instants = BigInt64Array.from(ticks, (tick) => at(tick * period));
    recording.append({ probe: "meter", at: instants, columns, gaps: [] });
    recording.flush();
  }
}

/** Reported edges: the true ones and an error within what is stated of them. */
function reported({ within }: Stretch, { from, to }: TrueWindow, draw: (k: number) => number, period: number) {
  const half = Math.min(within * period, 0.3 * (to - from));
  return { from: at(from + half * draw(0)), to: at(to + half * draw(1)), within: half };
}

function executionOf(schedule: Schedule, windows: ReadonlyMap<string, TrueWindow>): Execution {
  const whole = windows.get("command") ?? { from: 0, to: 0 };
  const { from, to, within } = reported(schedule.command, whole, (k) => drawn(schedule, 20 + k), schedule.period);
  return { index: 0, warmup: false, exit: { code: 0, signal: null }, from, to, fromWithin: within, toWithin: within };
}

const marksOf = (schedule: Schedule, windows: ReadonlyMap<string, TrueWindow>): Mark[] =>
  schedule.marks.flatMap((stretch, k): Mark[] => {
    const name = `mark${k}`;
    const draw = (edge: number) => drawn(schedule, 22 + 2 * k + edge);
    const { from, to, within } = reported(stretch, windows.get(name) ?? { from: 0, to: 0 }, draw, schedule.period);
    const common = { name, within, source: "fd" } as const;
    return [
      { kind: "begin", at: from, ...common },
      { kind: "end", at: to, ...common },
    ];
  });

const manifestOf = (rails: readonly Rail[]): Manifest => ({
  schema: "joulemark/recording/v1",
  id: "20250101T120000-abcd",
  command: ["work"],
  startedAt: "2025-01-01T12:00:00.000Z",
  start: START,
  host: { hostname: "h", kernel: "k", arch: "a", cpu: "c", cpus: 1 },
  version: "0.0.0",
  probes: [
    {
      name: "meter",
      device: "made up",
      rails,
      totals: [{ name: "all", parts: rails.map(({ id }) => id), scope: "board" }],
      settings: {},
    },
  ],
  settings: {},
  findings: [],
});

/** Damages the samples file: one byte changed, or its end cut off. */
function spoil(
  folder: string,
  { type, share }: { readonly type: "corrupt" | "truncate"; readonly share: number },
): void {
  const name = readdirSync(folder).find((file) => file.startsWith("samples"));
  if (name === undefined) return;
  const path = join(folder, name);
  const bytes = readFileSync(path);
  const offset = Math.floor(share * bytes.length);
  if (type === "truncate") truncateSync(path, offset);
  else if (bytes.length > 0)
    writeFileSync(path, bytes.with(Math.min(offset, bytes.length - 1), 0x5a ^ (bytes[offset] ?? 0)));
}
