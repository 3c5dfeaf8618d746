import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { samplesFile } from "../core/manifest-json.js";
import type { Manifest, RecordedProbe } from "../core/recording.js";
import { Tail } from "./tail.js";
import { createRecording } from "./writer.js";

const rail = (id: string) => ({
  id,
  point: "regulator-input" as const,
  measures: "power" as const,
  columns: [{ name: id, quantity: "power" as const, unit: "W" as const, scale: 1 }],
  period: 0.1,
  window: { kind: "instantaneous" as const },
  uncertainty: [],
});
const probe: RecordedProbe = { name: "board", device: "b", rails: [rail("A"), rail("B")], totals: [], settings: {} };
const host = { hostname: "h", kernel: "k", arch: "x64", cpu: "c", cpus: 1 };
const manifest: Manifest = {
  schema: "joulemark/recording/v1",
  id: "r1",
  ...{ command: [], startedAt: "2026-01-01T00:00:00.000Z", start: 0n, host, version: "0", settings: {}, findings: [] },
  probes: [probe],
};

/** A recording with chunks of so many ticks, the tick number as instant and value; and where each chunk ends. */
function recorded(ticks: readonly number[]): { readonly folder: string; readonly ends: readonly number[] } {
  const folder = join(mkdtempSync(join(tmpdir(), "tail-")), "run");
  const recording = createRecording(folder, manifest);
  const tail = new Tail(folder, manifest);
  let next = 0;
  const ends = ticks.map((count) => {
    const at = BigInt64Array.from({ length: count }, (_, i) => BigInt(next + i));
    next += count;
    const values = Float64Array.from(at, Number);
    recording.append({ probe: "board", at, columns: [values, values.map((value) => -value)], gaps: [] });
    recording.flush();
    return tail.sizes()[0] ?? 0;
  });
  recording[Symbol.dispose]();
  return { folder, ends };
}

/** Everything that is read in steps up to each of `stops` and then to the end: ticks, and bytes that were damaged. */
function readAll(folder: string, stops: readonly number[]) {
  const tail = new Tail(folder, manifest);
  const ticks: number[] = [];
  let [from, damaged, reads] = [0, 0, 0];
  for (const upTo of [...stops, Number.POSITIVE_INFINITY])
    while (from < upTo) {
      const read = tail.chunks(0, from, { over: true, upTo });
      if (read === undefined) break;
      const { contents, to } = read;
      if (contents === undefined) damaged += to - from;
      ticks.push(...(contents?.columns[0] ?? []));
      expect([...(contents?.at ?? [])].map(Number)).toEqual([...(contents?.columns[0] ?? [])]);
      expect(contents?.columns[1]?.map((value) => -value)).toEqual(contents?.columns[0]);
      from = to;
      reads++;
    }
  return { ticks, damaged, reads };
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("the tail of a recording", () => {
  it("gives every sample once, whatever the chunks and wherever one stops", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(100_000), { maxLength: 5 }),
        (ticks, stops) => {
          const { folder } = recorded(ticks);
          const sum = ticks.reduce((a, b) => a + b, 0);
          expect(
            readAll(
              folder,
              stops.sort((a, b) => a - b),
            ).ticks,
          ).toEqual(upTo(sum));
        },
      ),
      { numRuns: 60 },
    ));

  it("joins small chunks up to where it is told, and a few thousand ticks", () => {
    const { folder, ends } = recorded(Array.from({ length: 100 }, () => 10));
    expect(readAll(folder, []).reads).toBe(1);
    expect(readAll(folder, [ends[19] ?? 0]).reads).toBe(2);
    expect(readAll(recorded(Array.from({ length: 10 }, () => 1000)).folder, []).reads).toBe(3);
    expect(readAll(recorded([5000, 10, 10, 5000, 10]).folder, []).reads).toBe(4);
  });

  it("reads the same stretch the same when more has come behind it", () => {
    const { folder, ends } = recorded([10, 10, 10, 10]);
    const read = new Tail(folder, manifest).chunks(0, 0, { over: false, upTo: ends[1] ?? 0 });
    expect([read?.to, read?.contents?.at.length]).toEqual([ends[1], 20]);
  });

  it("passes over damage, and joins nothing across it", () => {
    const { folder, ends } = recorded([10, 10, 10, 10]);
    const path = join(folder, samplesFile(0, "board"));
    const bytes = readFileSync(path);
    bytes.fill(0xff, (ends[1] ?? 0) + 8, ends[2]);
    writeFileSync(path, bytes);
    const { ticks, damaged, reads } = readAll(folder, []);
    expect(ticks).toEqual([...upTo(20), ...upTo(40).slice(30)]);
    expect([damaged, reads]).toEqual([(ends[2] ?? 0) - (ends[1] ?? 0), 3]);
  });

  it("waits for a chunk that is being written, and then takes it for damage", () => {
    const { folder, ends } = recorded([10, 10]);
    const path = join(folder, samplesFile(0, "board"));
    writeFileSync(path, readFileSync(path).subarray(0, (ends[1] ?? 0) - 5));
    const tail = new Tail(folder, manifest);
    const all = { over: false, upTo: Number.POSITIVE_INFINITY };
    expect(tail.chunks(0, 0, all)?.to).toBe(ends[0]);
    expect(tail.chunks(0, ends[0] ?? 0, all)).toBeUndefined();
    expect(tail.chunks(0, ends[0] ?? 0, { ...all, over: true })).toEqual({ to: (ends[1] ?? 0) - 5 });
  });
});
