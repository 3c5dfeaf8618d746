import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import type { Batch } from "../core/batch.js";
import type { Rail } from "../core/rail.js";
import { ENDING, manifestOf, START, scratch } from "../recording/testing/example.js";
import { createRecording } from "../recording/writer.js";
import type { Context } from "./context.js";
import { exportRecording } from "./export.js";

const common = { point: "regulator-input", period: 1, uncertainty: [], window: { kind: "instantaneous" } } as const;
const rails: readonly Rail[] = [
  {
    ...common,
    id: "IN",
    measures: "power",
    columns: [
      { name: "IN.u", quantity: "voltage", unit: "mV", scale: 1e-3 },
      { name: "IN.i", quantity: "current", unit: "mA", scale: 1e-3 },
    ],
  },
  {
    ...common,
    id: "a,b",
    measures: "energy-counter",
    columns: [{ name: "e", quantity: "energy", unit: "J", scale: 1 }],
  },
];
const WALL_MS = Date.parse("2026-11-23T10:15:30.250Z");
const TICKS = 70_000;

/** 70,000 ticks, 1 ms apart; voltage 12 V, current 2 A; the third tick has no current. */
function recorded(): string {
  const folder = join(scratch(), "run");
  const probes = [{ name: "meter", device: "d", rails, totals: [], settings: {} }];
  const writer = createRecording(folder, { ...manifestOf({}), probes });
  writer.event({ type: "clock", pair: { mono: START, wallMs: WALL_MS, withinNs: 0 } });
  writer.event({ type: "clock", pair: { mono: START + 10_000_000_000n, wallMs: WALL_MS + 10_001, withinNs: 0 } });
  for (let from = 0; from < TICKS; from += 1000) writer.append(batch(from));
  writer.finish(ENDING);
  return folder;
}

function batch(from: number): Batch {
  const at = BigInt64Array.from({ length: 1000 }, (_, tick) => START + BigInt(from + tick) * 1_000_000n);
  const current = new Float64Array(1000).fill(2000);
  if (from === 0) current[2] = Number.NaN;
  const energy = Float64Array.from({ length: 1000 }, (_, tick) => from + tick + 0.1);
  return { probe: "meter", at, columns: [new Float64Array(1000).fill(12_000), current, energy], gaps: [] };
}

function context(cwd: string): Context & { readonly text: { out: string; err: string } } {
  const text = { out: "", err: "" };
  const clock = { now: () => 0n, wall: () => 0, until: () => Promise.resolve() };
  const stdout = { write: (words: string) => (text.out += words) };
  const stderr = { write: (words: string) => (text.err += words) };
  return { registry: {}, formats: {}, env: {}, cwd, clock, stdout, stderr, version: "0", text };
}

describe("export as CSV", () => {
  it("names units in the header and leaves a gap's cells empty", async () => {
    const world = context(scratch());
    expect(await exportRecording({ run: recorded(), format: "csv", to: "-" }, world)).toEqual([]);
    const lines = world.text.out.split("\n");
    expect(lines[0]).toBe('t_s,monotonic_ns,wall,IN_w,IN_v,IN_a,raw_IN.u_mV,raw_IN.i_mA,"a,b_j"');
    expect(lines[1]).toBe(`0,${START},2026-11-23T10:15:30.250000Z,24,12,2,12000,2000,0.1`);
    expect(lines[3]).toBe(`0.002,${START + 2_000_000n},2026-11-23T10:15:30.252000Z,,12,,12000,,2.1`);
    expect(lines[5001]).toContain("2026-11-23T10:15:35.250500Z"); // half of the 1 ms the wall clock gained
    expect(lines).toHaveLength(TICKS + 2);
  });
});

describe("export as Parquet", () => {
  it("reads back elsewhere: exact instants, SI values, null for a gap, all row groups", async () => {
    const cwd = scratch();
    const world = context(cwd);
    const [file] = await exportRecording({ run: recorded(), format: "parquet", to: "x" }, world);
    expect(file).toBe(join(cwd, "x", "meter.parquet"));
    const bytes = readFileSync(file ?? "");
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    });
    expect(rows).toHaveLength(TICKS);
    expect(rows[0]).toEqual({
      t_s: 0,
      monotonic_ns: START,
      wall: new Date(WALL_MS),
      IN_w: 24,
      IN_v: 12,
      IN_a: 2,
      "raw_IN.u_mV": 12_000,
      "raw_IN.i_mA": 2000,
      "a,b_j": 0.1,
    });
    expect(rows[2]).toMatchObject({ IN_w: null, IN_v: 12, IN_a: null, "raw_IN.i_mA": null });
    const last = {
      t_s: (TICKS - 1) / 1000,
      monotonic_ns: START + BigInt(TICKS - 1) * 1_000_000n,
      "a,b_j": TICKS - 0.9,
    };
    expect(rows.at(-1)).toMatchObject(last);
  });
});

describe("export", () => {
  it("overwrites nothing", async () => {
    const cwd = scratch();
    const run = recorded();
    await exportRecording({ run, format: "csv", to: "x" }, context(cwd));
    const again = exportRecording({ run, format: "csv", to: "x" }, context(cwd));
    await expect(again).rejects.toMatchObject({ code: "DISK", message: expect.stringContaining("exists already") });
    expect(readdirSync(join(cwd, "x"))).toEqual(["meter.csv"]);
  });

  it("says what in the recording was damaged", async () => {
    const run = recorded();
    const path = join(run, "0-meter.samples");
    writeFileSync(path, readFileSync(path).fill(0, 100, 120));
    const world = context(scratch());
    await exportRecording({ run, format: "csv" }, world);
    expect(world.text.err).toContain("checksum does not match");
  });

  it("refuses Parquet on stdout, several probes on stdout, and a probe that is not there", async () => {
    const run = recorded();
    const world = context(scratch());
    const config = { code: "CONFIG" };
    await expect(exportRecording({ run, format: "parquet", to: "-" }, world)).rejects.toMatchObject(config);
    const unknown = { code: "UNKNOWN_NAME", message: expect.stringContaining('"meter"') };
    await expect(exportRecording({ run, format: "csv", probes: ["metre"] }, world)).rejects.toMatchObject(unknown);
    const two = join(scratch(), "two");
    createRecording(two, manifestOf({ p: 1, q: 1 })).finish(ENDING);
    await expect(exportRecording({ run: two, format: "csv", to: "-" }, world)).rejects.toMatchObject(config);
  });
});
