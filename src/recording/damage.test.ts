import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { CHUNK_HEADER_BYTES, chunkBytes, encodeChunk } from "../core/chunk.js";
import { EVENTS_FILE, MANIFEST_FILE, samplesFile } from "../core/manifest-json.js";
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

describe("events.ndjson", () => {
  const mark = { kind: "begin", name: "a", at: START, within: 0, source: "fd" } as const;
  const withMarks = () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({}));
    for (const name of ["a", "b", "c"]) writer.event({ type: "mark", mark: { ...mark, name } });
    writer[Symbol.dispose]();
    return folder;
  };
  const names = (folder: string) => openRecording(folder).marks.map(({ name }) => name);

  it("loses a damaged line and no other", () => {
    const folder = withMarks();
    const path = join(folder, EVENTS_FILE);
    writeFileSync(path, readFileSync(path, "utf8").replace('"b"', '"b'));
    expect(names(folder)).toEqual(["a", "c"]);
    const damaged = { code: "corrupt-events", message: expect.stringContaining("line 2") };
    expect(openRecording(folder).findings).toContainEqual(expect.objectContaining(damaged));
  });

  it("loses a line whose number was changed by a flipped bit, though it still is JSON", () => {
    const folder = withMarks();
    const path = join(folder, EVENTS_FILE);
    const lines = readFileSync(path, "utf8").split("\n");
    lines[0] = lines[0]?.replace(`"at":"1`, `"at":"3`) ?? "";
    writeFileSync(path, lines.join("\n"));
    expect(names(folder)).toEqual(["b", "c"]);
  });

  it("loses a last line that is cut, at any byte", () => {
    const folder = withMarks();
    const path = join(folder, EVENTS_FILE);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const lines =
        whole
          .subarray(0, length + 1)
          .toString()
          .split("\n").length - 1;
      expect(names(folder)).toEqual(["a", "b", "c"].slice(0, lines));
    }
  });

  it("may hold anything, or be missing, without a crash", () => {
    const folder = withMarks();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (noise) => {
        writeFileSync(join(folder, EVENTS_FILE), noise);
        openRecording(folder);
      }),
    );
    rmSync(join(folder, EVENTS_FILE));
    expect(openRecording(folder).findings).toContainEqual(expect.objectContaining({ code: "corrupt-events" }));
  });
});

describe("run.json", () => {
  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["cut", '{"schema":"joulemark/recording/v1","id":'],
    ["another program's", '{"name":"package","version":"1.0.0"}'],
    ["of a later schema", JSON.stringify({ ...manifestOf({}), start: "1", schema: "joulemark/recording/v9" })],
    [
      "with a broken rail",
      JSON.stringify({ ...manifestOf({}), start: "1", probes: [{ name: "p", device: "d", rails: [{}] }] }),
    ],
  ])("%s is an error that names it and says what to do", (_what, text) => {
    const folder = record(true);
    if (text === undefined) rmSync(join(folder, MANIFEST_FILE));
    else writeFileSync(join(folder, MANIFEST_FILE), text);
    const error = { code: "RECORDING", message: expect.stringContaining(folder), remedy: expect.stringMatching(/./) };
    expect(() => openRecording(folder)).toThrow(expect.objectContaining(error));
  });

  it("with a number that was changed is read, and says so", () => {
    const folder = record(true);
    const path = join(folder, MANIFEST_FILE);
    expect(openRecording(folder).findings).toEqual([]);
    writeFileSync(path, readFileSync(path, "utf8").replace('"scale": 1', '"scale": 3'));
    expect(openRecording(folder).findings).toMatchObject([{ code: "manifest-changed", severity: "degraded" }]);
  });

  it("with keys of a newer writer is read", () => {
    const folder = record(true);
    const path = join(folder, MANIFEST_FILE);
    const wanted = openRecording(folder).manifest;
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), later: { more: 1 } }));
    expect(openRecording(folder).manifest).toEqual(wanted);
  });
});
