import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENTS_FILE, samplesFile } from "../core/manifest-json.js";
import type { RecordedEvent } from "../core/recording.js";
import { openRecording } from "./reader.js";
import { batchOf, collect, ENDING, manifestOf, manualClock, START, scratch } from "./testing/example.js";
import { createRecording } from "./writer.js";

const execution = {
  index: 0,
  warmup: false,
  exit: { code: 0, signal: null },
  from: START + 5n,
  to: START + 7_000_000_000n,
  fromWithin: 1e-4,
  toWithin: Number.POSITIVE_INFINITY,
};
const began: RecordedEvent = { type: "execution-start", index: 0, warmup: false, at: START + 5n, within: 1e-4 };
const sizeOf = (folder: string, file: string) => statSync(join(folder, file)).size;

describe("a recording", () => {
  it("gives back random batches exactly, whatever their sizes", () => {
    const sizes = fc.array(fc.nat(300), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.double()), (ticks, columns, values) => {
        const folder = join(scratch(), "r");
        const writer = createRecording(folder, manifestOf({ p: columns }), manualClock());
        const wanted: { at: number[]; columns: number[][] } = { at: [], columns: [] };
        for (const size of ticks) {
          const batch = batchOf("p", wanted.at.length, { ticks: size, columns });
          for (const column of batch.columns) for (let i = 0; i < size; i++) column[i] = values.next().value;
          writer.append(batch);
          wanted.at.push(...Array.from(batch.at, (at) => Number(at - START)));
          if (size > 0)
            wanted.columns = batch.columns.map((column, index) => [...(wanted.columns[index] ?? []), ...column]);
        }
        writer.finish(ENDING);
        expect(collect(openRecording(folder).samples("p"))).toEqual(wanted);
      }),
      { numRuns: 30 },
    );
  });

  it("splits a batch larger than a chunk, and joins small ones", () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({ p: 1 }), manualClock());
    writer.append(batchOf("p", 0, { ticks: 10, columns: 1 }));
    writer.append(batchOf("p", 10, { ticks: 200_000, columns: 1 }));
    writer.append(batchOf("p", 200_010, { ticks: 10, columns: 1 }));
    writer.finish(ENDING);
    const lengths = Array.from(openRecording(folder).samples("p"), ({ length }) => length);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(200_020);
    expect(lengths.length).toBeLessThan(10);
    const { at, columns } = collect(openRecording(folder).samples("p"));
    expect(at.every((value, tick) => value === tick * 1e6)).toBe(true);
    expect(columns[0]?.every((value, tick) => value === tick)).toBe(true);
  });

  it("keeps manifest, ending and events exactly, also infinities and instants beyond 2^53", () => {
    const folder = join(scratch(), "r");
    const manifest = manifestOf({ p: 2, "q/odd name": 1 }, { name: "n", work: { unit: "img" } });
    const ending = { ...ENDING, executions: [execution] };
    const events: RecordedEvent[] = [
      began,
      { type: "clock", pair: { mono: START + 1n, wallMs: 1.5, withinNs: 80 } },
      { type: "mark", mark: { kind: "begin", name: "ünï\ncode", at: START + 9n, within: 0, source: "fd" } },
      { type: "gap", probe: "p", columns: ["r0"], from: START, to: START + 4n, reason: "ENODATA" },
      { type: "finding", finding: { code: "c", severity: "note", message: "m", remedy: "r", rail: "r0" } },
      { type: "ended", probe: "p", at: START + 8n, code: "PROBE_DIED", message: "gone" },
      { type: "execution", execution },
    ];
    const writer = createRecording(folder, manifest, manualClock());
    for (const event of events) writer.event(event);
    writer.finish(ending);
    const read = openRecording(folder);
    expect(read.manifest).toEqual(manifest);
    expect(read.ending).toEqual(ending);
    expect(read.events).toEqual(events);
    expect(read.findings).toEqual([]);
    expect(read.endsEarlyAtNs).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(["0-p.samples", "1-q_odd_name.samples", "events.ndjson", "run.json"]);
  });

  it("writes samples at least once a second and marks at once", () => {
    const folder = join(scratch(), "r");
    const clock = manualClock();
    const writer = createRecording(folder, manifestOf({ p: 1 }), clock);
    const file = samplesFile(0, "p");
    writer.append(batchOf("p", 0, { ticks: 3, columns: 1 }));
    clock.advance(0.9);
    writer.append(batchOf("p", 3, { ticks: 3, columns: 1 }));
    expect(sizeOf(folder, file)).toBe(0);
    clock.advance(0.1);
    writer.append(batchOf("p", 6, { ticks: 3, columns: 1 }));
    expect(collect(openRecording(folder).samples("p")).at).toHaveLength(9);
    writer.event(began);
    expect(sizeOf(folder, EVENTS_FILE)).toBeGreaterThan(0);
    writer[Symbol.dispose]();
  });

  it("joins gaps that follow each other and keeps those that do not", () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({ p: 1 }), manualClock());
    const gap = (from: bigint, to: bigint) => ({
      probe: "p",
      from: START + from,
      to: START + to,
      reason: "missed-tick",
    });
    const empty = batchOf("p", 0, { ticks: 0, columns: 1 });
    writer.append({ ...empty, gaps: [gap(0n, 5n), gap(5n, 9n)] });
    writer.append({ ...empty, gaps: [gap(9n, 10n), gap(20n, 21n)] });
    writer.finish(ENDING);
    const spans = readFileSync(join(folder, EVENTS_FILE), "utf8").trim().split("\n").length;
    expect(spans).toBe(2);
    expect(openRecording(folder).events).toMatchObject([gap(0n, 10n), gap(20n, 21n)]);
  });

  it("refuses a folder that holds a recording, and leaves that as it is", () => {
    const folder = join(scratch(), "r");
    createRecording(folder, manifestOf({ p: 1 })).finish(ENDING);
    const before = readFileSync(join(folder, "run.json"), "utf8");
    expect(() => createRecording(folder, manifestOf({ p: 1 }))).toThrow(expect.objectContaining({ code: "DISK" }));
    expect(readFileSync(join(folder, "run.json"), "utf8")).toBe(before);
  });

  it("names a probe's fault: one that was not declared, or columns that were not", () => {
    const writer = createRecording(join(scratch(), "r"), manifestOf({ p: 1 }));
    const internal = expect.objectContaining({ code: "INTERNAL" });
    expect(() => writer.append(batchOf("other", 0, { ticks: 1, columns: 1 }))).toThrow(internal);
    expect(() => writer.append(batchOf("p", 0, { ticks: 1, columns: 2 }))).toThrow(internal);
    writer[Symbol.dispose]();
  });

  it("says which probes there are when asked for another", () => {
    const folder = join(scratch(), "r");
    createRecording(folder, manifestOf({ meter: 1 })).finish(ENDING);
    const unknown = expect.objectContaining({ code: "UNKNOWN_NAME", message: expect.stringContaining('"meter"') });
    expect(() => [...openRecording(folder).samples("metre")]).toThrow(unknown);
  });

  it("may be finished and disposed again", () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({ p: 1 }));
    writer.finish(ENDING);
    writer.finish({ ...ENDING, end: START });
    writer[Symbol.dispose]();
    writer.append(batchOf("p", 0, { ticks: 1, columns: 1 }));
    expect(openRecording(folder).ending?.end).toBe(ENDING.end);
    expect(writer.failure).toBeUndefined();
  });
});

describe("a recording without an ending", () => {
  it("ends executions that had begun with the last sample, and says so", () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({ p: 1 }), manualClock());
    writer.event({ type: "execution", execution });
    writer.event({ ...began, index: 1, at: START + 1_000_000n });
    writer.append(batchOf("p", 0, { ticks: 4001, columns: 1 }));
    writer[Symbol.dispose]();
    const read = openRecording(folder);
    expect(read.endsEarlyAtNs).toBe(4e9);
    expect(read.executions).toMatchObject([
      execution,
      { index: 1, exit: { code: null, signal: null }, from: START + 1_000_000n, to: START + 4_000_000_000n },
    ]);
    expect(read.findings).toMatchObject([{ code: "ends-early", message: expect.stringContaining("4.000 s") }]);
  });

  it("is readable when nothing at all was sampled", () => {
    const folder = join(scratch(), "r");
    createRecording(folder, manifestOf({ p: 1 }))[Symbol.dispose]();
    const read = openRecording(folder);
    expect(read.endsEarlyAtNs).toBe(0);
    expect([...read.samples("p")]).toEqual([]);
  });
});
