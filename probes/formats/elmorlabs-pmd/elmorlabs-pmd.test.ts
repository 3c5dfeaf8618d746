import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import pmd from "./format.js";
import type { PmdSettings } from "./settings.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-pmd-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of 12 V, and of as many amperes' counts as the row's number. */
function stream(count: number): Uint8Array {
  const words = new DataView(new ArrayBuffer(18 * count));
  for (let row = 0; row < count; row++) {
    words.setUint16(18 * row, (614 * row) & 0xffff, true);
    for (let rail = 0; rail < 4; rail++) {
      words.setUint16(18 * row + 2 + 4 * rail, 1585 << 4, true);
      words.setUint16(18 * row + 4 + 4 * rail, (row & 0x7ff) << 4, true);
    }
  }
  return new Uint8Array(words.buffer);
}

async function readPath(path: string, settings: PmdSettings = {}) {
  const imported = await pmd.read([path], settings);
  const at: number[] = [];
  const amperes: number[] = [];
  const gaps = [];
  for await (const batch of imported.batches()) {
    at.push(...Array.from(batch.at, Number));
    amperes.push(...(batch.columns[1] ?? []));
    gaps.push(...batch.gaps);
  }
  return { at, counts: amperes.map((value) => Math.round(value / 0.0488)), gaps, imported, ending: imported.ending() };
}

function read(bytes: Uint8Array) {
  const path = join(folder, "capture.bin");
  writeFileSync(path, bytes);
  return readPath(path);
}

/** A folder as the GPU_Power_Benchmark project writes them. */
function project(name: string, start: string, stamps: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, "PMD_data.bin"), stream(10_000));
  writeFileSync(join(path, "PMD_start_ts.txt"), start);
  writeFileSync(join(path, "timestamps.csv"), stamps);
  return path;
}

describe("a capture of a PMD-USB", () => {
  it("gives all rows but the first, which may be half a row, and the last, which none vouches for", async () => {
    const { at, counts, ending, imported } = await read(stream(1000));
    expect(counts).toEqual(Array.from({ length: 998 }, (_, k) => k + 1));
    expect(((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1e9).toBeCloseTo((614 * 997) / 2_933_500, 8);
    expect(ending.findings).toMatchObject([{ code: "imported-rows", severity: "note" }]);
    expect(ending.findings[0]?.message).toContain("998 samples; 36 bytes");
    expect(imported.startMs).toBe(0);
  });

  it("that lost bytes has a gap there, goes on after it, and is degraded", async () => {
    const whole = stream(2000);
    const { at, counts, gaps, ending } = await read(Uint8Array.from([...whole.slice(0, 9000), ...whole.slice(9001)]));
    expect(counts.every((count, k) => k === 0 || count > (counts[k - 1] ?? 0))).toBe(true);
    expect(at.every((instant, k) => k === 0 || instant > (at[k - 1] ?? 0))).toBe(true);
    expect(counts.length).toBeGreaterThan(1988);
    expect(gaps).toMatchObject([{ reason: "lost-bytes" }]);
    expect(ending.findings).toMatchObject([{ severity: "degraded", message: expect.stringContaining("1 places") }]);
    // what was lost took as long as its bytes
    expect(((at.at(-1) ?? 0) - (at[0] ?? 0)) / 1e9).toBeCloseTo((614 * 1997) / 2_933_500, 3);
  });

  it("cut in a row loses its last rows and says how many bytes", async () => {
    const { counts, ending } = await read(stream(1000).slice(0, -5));
    expect(counts.at(-1)).toBeGreaterThan(990);
    expect(counts.length * 18).toBe(
      18_000 - 5 - Number(/(\d+) bytes are of no row/.exec(ending.findings[0]?.message ?? "")?.[1]),
    );
  });

  it("in a folder has the time noted beside it, less the authors' 50 ms, and the span of the work", async () => {
    const path = project(
      "good",
      "1688840907467245\n",
      "timestamp\n1688840907667245\n1688840907667245\r\n1688840908667245\n",
    );
    const { imported, ending } = await readPath(path);
    expect(imported.startMs).toBeCloseTo(1_688_840_907_417.245, 3);
    expect(ending.from).toBe(250_000_000n);
    expect(ending.to).toBe(1_250_000_000n);
    expect(ending.within).toBe(0.05);
  });

  it.each([
    ["not of the capture", "1688840907467245", "1688840909667245\n1688840999667245\n"],
    ["no times", "1688840907467245", "timestamp\nN/A\n\0\n1e400\n"],
    ["backwards", "1688840907467245", "1688840908667245\n1688840907667245\n"],
    ["without a begin", "later", "1688840907667245\n1688840908667245\n"],
  ])("whose span is %s is reported as a whole", async (name, start, stamps) => {
    const { ending, at } = await readPath(project(name, start, stamps));
    expect([ending.from, Number(ending.to)]).toEqual([0n, at.at(-1)]);
    const said = ending.findings.find(({ code }) => code === "imported-span");
    expect(said?.severity).toBe(name === "no times" ? undefined : "degraded");
  });

  it.each([
    ["of text", new TextEncoder().encode("timestamp,power\n1,2\n".repeat(1000))],
    ["that is empty", new Uint8Array(0)],
    ["of zeros", new Uint8Array(10_000)],
  ])("that is a file %s is none", async (_name, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ code: "NO_DATA" });
  });

  it("that is not there is said so", async () => {
    await expect(readPath(join(folder, "none.bin"))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    mkdirSync(join(folder, "empty"));
    await expect(readPath(join(folder, "empty"))).rejects.toMatchObject({ message: /PMD_data\.bin/ });
    await expect(pmd.read(["a", "b"], {})).rejects.toMatchObject({ code: "CONFIG" });
  });

  it("of any bytes, with or without a stream in them, is rows and rejected bytes, and time goes forward", async () => {
    const piece = fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.nat(40).map(stream));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const { at, ending } = await read(Uint8Array.from([...stream(20), ...pieces.flatMap((each) => [...each])]));
        expect(at.every((instant, k) => k === 0 || instant > (at[k - 1] ?? 0))).toBe(true);
        const [, used, all, rows, rejected] = (
          /(\d+) of (\d+) bytes are (\d+) samples; (\d+)/.exec(ending.findings[0]?.message ?? "") ?? []
        ).map(Number);
        expect([rows, used]).toEqual([at.length, at.length * 18]);
        expect((used ?? 0) + (rejected ?? 0)).toBe(all);
      }),
      { numRuns: 100 },
    );
  });
});
