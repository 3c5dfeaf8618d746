import { expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import { MeasurementError } from "../../src/core/error.js";
import type { Manifest } from "../../src/core/recording.js";
import type { OpenSink, SamplesPiece, Sink, SinkRun } from "../../src/core/sink.js";
import { manifestOf, powerBatch, powerRail, recordedProbe } from "./recording.js";

/** What a sink is tested on. */
export interface SinkFixture {
  /** A fresh target; the folder is one too. */
  target(folder: string): Promise<string> | string;
  /** A target that cannot be opened. */
  badTarget(folder: string): string;
  /** What the target has: for each sample of rail A its instant in nanoseconds of the run's wall clock, and its watts. */
  readBack(target: string): Promise<readonly Sample[]> | readonly Sample[];
  /** Keeps the last value of each rail alone, without its instant. */
  readonly last?: boolean;
  /** Instants as they were recorded, and not those of the wall clock. */
  readonly monotonic?: boolean;
}

/** A sample as a target has it; a gap is null or not there. */
export interface Sample {
  readonly ns: string;
  readonly watts: number | null;
}

const probe = recordedProbe("board", [powerRail("A")]);
const manifest: Manifest = manifestOf([probe]);
/** Far from what a double can hold to the nanosecond. */
const ZERO = 1_700_000_000_123_456_789n;
const run: SinkRun = { id: manifest.id, manifest, wall: (at) => at + ZERO, uncertainty: () => () => 0.5 };

const piece = (from: number, values: readonly number[]): SamplesPiece => {
  const { at, columns } = powerBatch(probe, from, values);
  return { kind: "samples", probe, at, columns, phase: () => "command" };
};
const pieces = [piece(0, [1000, Number.NaN]), piece(2, [3000])];
const expected = (zero: bigint): readonly Sample[] =>
  pieces.flatMap(({ at, columns: [values] }) =>
    [...at].flatMap((instant, i) => {
      const value = values?.[i] ?? Number.NaN;
      return Number.isNaN(value) ? [] : [{ ns: String(instant + zero), watts: value / 1000 }];
    }),
  );
const never = new AbortController().signal;

/** The promises of `core/sink.ts`. */
export function sinkContract(name: string, load: () => Promise<Sink>, fixture: SinkFixture, fresh: () => string): void {
  const lines: string[] = [];
  // values that are shown only as long as they are new are new
  const clock = fixture.last === true ? { ...hostClock, now: () => pieces.at(-1)?.at.at(-1) ?? 0n } : hostClock;
  const host = { env: {}, clock, log: (line: string) => lines.push(line) };
  const open = async (target: string): Promise<OpenSink> => (await (await load()).open(target, host)).begin(run);
  const readBack = async (target: string) => (await fixture.readBack(target)).filter(({ watts }) => watts !== null);
  const all = expected(fixture.monotonic === true ? 0n : ZERO);
  const whole = fixture.last === true ? all.slice(-1).map(({ watts }) => ({ ns: "", watts })) : all;

  it("is registered under its own name, with a title", async () => {
    const sink = await load();
    expect(sink.name).toBe(name);
    expect(sink.title).toMatch(/\w{3}/);
  });

  it("keeps every sample in order, instants to the nanosecond, and no zero for a gap", async () => {
    const target = await fixture.target(fresh());
    await using sink = await open(target);
    for (const one of pieces) expect(await sink.send(one, never)).toEqual([]);
    expect(await readBack(target)).toEqual(whole);
  });

  it("takes a piece without samples, events, and an ending", async () => {
    const target = await fixture.target(fresh());
    await using sink = await open(target);
    expect(await sink.send(piece(0, []), never)).toEqual([]);
    const event = { type: "clock", pair: { mono: manifest.start, wallMs: 1, withinNs: 1 } } as const;
    expect(await sink.send({ kind: "events", from: 0, events: [event] }, never)).toEqual([]);
    const self = { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} };
    const ending = { end: manifest.start, executions: [], marks: [], findings: [], self };
    expect(await sink.send({ kind: "ending", ending }, never)).toEqual([]);
    expect(await readBack(target)).toEqual([]);
  });

  it("says where it goes in words that hold nothing secret", async () => {
    const target = await fixture.target(fresh());
    const opened = await (await load()).open(target, { ...host, env: { JOULEMARK_INFLUX_TOKEN: "s3cret" } });
    expect(opened.label).not.toBe("");
    expect(opened.label).not.toContain("s3cret");
    await opened.begin(run)[Symbol.asyncDispose]();
  });

  it("refuses a bad target at open, with code and remedy", async () => {
    const failure: unknown = await open(fixture.badTarget(fresh())).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MeasurementError);
    expect(failure).toMatchObject({ remedy: expect.stringMatching(/\w/) });
  });

  it("may be disposed of twice", async () => {
    const sink = await open(await fixture.target(fresh()));
    await sink[Symbol.asyncDispose]();
    await expect(sink[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
}
