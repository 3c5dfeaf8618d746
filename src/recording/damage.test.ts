import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CHUNK_HEADER_BYTES, chunkBytes, encodeChunk } from "../core/chunk.js";
import { samplesFile } from "../core/manifest-json.js";
import { openRecording } from "./reader.js";
import { batchOf, collect, ENDING, manifestOf, START, scratch } from "./testing/example.js";
import { createRecording } from "./writer.js";

const COLUMNS = 2;
const SIZES = [3, 50, 1, 20, 300, 7];
const FILE = samplesFile(0, "p");
const chunks = SIZES.map((ticks, index) => ({
  ticks,
  from: SIZES.slice(0, index).reduce((sum, size) => sum + size, 0),
  offset: SIZES.slice(0, index).reduce((sum, size) => sum + chunkBytes(size, COLUMNS), 0),
  bytes: chunkBytes(ticks, COLUMNS),
}));
const TICKS = SIZES.reduce((sum, size) => sum + size, 0);

/** A recording of six chunks, finished or not. */
function record(finished: boolean): string {
  const folder = join(scratch(), "r");
  const writer = createRecording(folder, manifestOf({ p: COLUMNS }));
  for (const { from, ticks } of chunks) {
    writer.append(batchOf("p", from, { ticks, columns: COLUMNS }));
    writer.flush();
  }
  if (finished) writer.finish(ENDING);
  else writer[Symbol.dispose]();
  return folder;
}

/** The tick numbers that read back; fails when any value is not the one that was written. */
function ticksOf(folder: string): number[] {
  const { at, columns } = collect(openRecording(folder).samples("p"));
  const ticks = at.map((value) => value / 1e6);
  for (const [index, column] of columns.entries()) expect(column).toEqual(ticks.map((tick) => 1000 * index + tick));
  return ticks;
}

const ticksIn = (wanted: readonly (typeof chunks)[number][]) =>
  wanted.flatMap(({ from, ticks }) => Array.from({ length: ticks }, (_, index) => from + index));

const findingsAfterReading = (folder: string) => {
  const recording = openRecording(folder);
  collect(recording.samples("p"));
  collect(recording.samples("p"));
  return recording.findings;
};

describe("a samples file", () => {
  let whole: Buffer;
  beforeAll(() => {
    whole = readFileSync(join(record(true), FILE));
  });

  it("gives everything before the byte it is cut at, and says where that is", () => {
    const folder = record(false);
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        writeFileSync(join(folder, FILE), whole.subarray(0, length));
        const left = chunks.filter(({ offset, bytes }) => offset + bytes <= length);
        expect(ticksOf(folder)).toEqual(ticksIn(left));
        const end = left.reduce((sum, { bytes }) => sum + bytes, 0);
        const cut = findingsAfterReading(folder).filter(({ code }) => code !== "ends-early");
        if (end === length) expect(cut).toEqual([]);
        else expect(cut).toMatchObject([{ code: "truncated", severity: "note", probe: "p" }]);
        if (end !== length) expect(cut[0]?.message).toContain(`bytes ${end} to ${length}`);
      }),
      { numRuns: 60 },
    );
  });

  it("cut after it was finished, degrades the result", () => {
    const folder = record(true);
    writeFileSync(join(folder, FILE), whole.subarray(0, -1));
    expect(findingsAfterReading(folder)).toMatchObject([{ code: "truncated", severity: "degraded" }]);
  });

  it("loses to flipped bytes the chunks they are in, and nothing else, and says so once", () => {
    const folder = record(true);
    const flip = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.uniqueArray(flip, { minLength: 1, maxLength: 4, selector: ([offset]) => offset }), (flips) => {
        const damaged = Buffer.from(whole);
        for (const [offset, bits] of flips) damaged[offset] = (damaged[offset] ?? 0) ^ bits;
        writeFileSync(join(folder, FILE), damaged);
        const hit = (chunk: (typeof chunks)[number]) =>
          flips.some(([offset]) => offset >= chunk.offset && offset < chunk.offset + chunk.bytes);
        expect(ticksOf(folder)).toEqual(ticksIn(chunks.filter((chunk) => !hit(chunk))));
        const findings = findingsAfterReading(folder);
        const spans = chunks.filter((chunk, index) => hit(chunk) && !hit(chunks[index - 1] ?? { ...chunk, bytes: 0 }));
        expect(findings).toHaveLength(spans.length);
        for (const [index, span] of spans.entries()) {
          expect(findings[index]).toMatchObject({ code: "corrupt-chunk", severity: "degraded", probe: "p" });
          expect(findings[index]?.message).toContain(`${FILE}, bytes ${span.offset} to `);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("names the span of time that a damaged chunk leaves", () => {
    const folder = record(true);
    const damaged = Buffer.from(whole);
    damaged.fill(0, chunks[3]?.offset, (chunks[3]?.offset ?? 0) + 60);
    writeFileSync(join(folder, FILE), damaged);
    expect(findingsAfterReading(folder)[0]?.message).toContain("between 0.053 s and 0.074 s");
  });

  it("is read on from the next chunk when bytes were lost or slipped in", () => {
    const folder = record(true);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 40 }), fc.nat(40), (offset, added, removed) => {
        const parts = [whole.subarray(0, offset), added, whole.subarray(offset + removed)];
        writeFileSync(join(folder, FILE), Buffer.concat(parts));
        const spared = chunks.filter(
          (chunk) => chunk.offset + chunk.bytes <= offset || chunk.offset >= offset + removed,
        );
        expect(ticksOf(folder)).toEqual(expect.arrayContaining(ticksIn(spared)));
      }),
      { numRuns: 60 },
    );
  });

  it("never crashes a reader nor fills its memory, whatever it holds", () => {
    const folder = record(true);
    const before = process.memoryUsage().arrayBuffers;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(whole.length), (noise, at) => {
        const bytes = Buffer.from(whole);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        writeFileSync(join(folder, FILE), bytes);
        ticksOf(folder);
      }),
      { numRuns: 60 },
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 * 2 ** 20);
  });

  it("with an absurd length under a valid checksum is not allocated for", () => {
    const folder = record(true);
    const absurd = Buffer.from(encodeChunk({ at: BigInt64Array.of(START), columns: [] }));
    writeFileSync(join(folder, FILE), Buffer.concat([absurd.subarray(0, CHUNK_HEADER_BYTES), whole]));
    expect(ticksOf(folder)).toHaveLength(TICKS);
  });

  it("whose times go backwards gives the rest, and says so", () => {
    const folder = record(true);
    const late = encodeChunk({ at: BigInt64Array.of(START), columns: [new Float64Array(1), new Float64Array(1)] });
    appendFileSync(join(folder, FILE), late);
    expect(ticksOf(folder)).toHaveLength(TICKS);
    expect(findingsAfterReading(folder)).toMatchObject([{ code: "time-backwards", severity: "degraded" }]);
  });

  it("that is missing is a finding, and the recording still opens", () => {
    const folder = record(true);
    rmSync(join(folder, FILE));
    expect(ticksOf(folder)).toEqual([]);
    expect(findingsAfterReading(folder)).toMatchObject([{ code: "samples-missing" }]);
  });
});
