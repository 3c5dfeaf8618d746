import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import dump from "./format.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-ps3-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = "marker time dt_micro device_timestamp current0 voltage0 power0 current2 voltage2 power2 power_total";
const settings = dump.settings.parse({ point: "supply-output", accuracyPercent: 2 });

/** As a stream of C++ prints it: six digits, no zeros at the end. */
const six = (value: number) => String(Number(value.toPrecision(6)));
const row = (n: number, letter = "S", begin = 0) =>
  `${letter} ${six(begin + n * 5e-5)} 50 ${(n * 50) % 1024} 1.5 12 18 ${six(n / 1000)} 5 ${six(n / 200)} ${six(18 + n / 200)}\n`;
const rows = (count: number, begin = 0) => Array.from({ length: count }, (_, n) => row(n, "S", begin)).join("");

async function read(text: string, given = settings) {
  const path = join(folder, "dump.txt");
  writeFileSync(path, text);
  const imported = await dump.read([path], given);
  const at: number[] = [];
  const values: number[][] = [];
  const gaps = [];
  for await (const batch of imported.batches()) {
    at.push(...Array.from(batch.at, (instant) => Number(instant) / 1e9));
    for (let i = 0; i < batch.at.length; i++) values.push(batch.columns.map((column) => column[i] ?? Number.NaN));
    gaps.push(...batch.gaps);
  }
  const { findings, marks = [] } = imported.ending();
  return { imported, at, values, gaps, findings, marks };
}

const said = ({ findings }: Awaited<ReturnType<typeof read>>, code: string) =>
  findings.find((finding) => finding.code === code)?.message ?? "";

describe("a dump of PowerSensor3's library", () => {
  it("gives its pairs as rails of voltage and current, and their total", async () => {
    const { imported, values, at } = await read(`${HEADER}\n${rows(100)}`);
    expect(imported.rails.map(({ id, point }) => [id, point])).toEqual([
      ["pair0", "supply-output"],
      ["pair2", "supply-output"],
    ]);
    expect(imported.totals).toMatchObject([{ parts: ["pair0", "pair2"] }]);
    expect(imported.rails[0]?.period).toBeCloseTo(5e-5, 9);
    expect(values[7]).toEqual([12, 1.5, 5, 0.007]);
    expect(at[99]).toBeCloseTo(99 * 5e-5, 9);
  });

  it("may end its lines in CRLF, and begin its header with #", async () => {
    expect((await read(`# ${HEADER}\r\n${rows(10).replaceAll("\n", "\r\n")}`)).values).toHaveLength(10);
  });

  it("keeps rows apart whose times are the same to six digits, for minutes", async () => {
    const { at, findings } = await read(
      `${HEADER}\n${rows(3000)}${Array.from({ length: 3000 }, (_, n) => row(n, "S", 250)).join("")}`,
    );
    expect(at).toHaveLength(6000);
    expect(findings[0]?.severity).toBe("note");
    const late = at.slice(3000).map((instant, n) => instant - 250 - n * 5e-5);
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(1.1e-3);
    const steps = at.slice(3001).map((instant, n) => instant - (at[3000 + n] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(4e-5);
  });

  it("with rows missing goes on at the time, not at the sum of steps", async () => {
    const { at } = await read(
      `${HEADER}\n${rows(50)}${Array.from({ length: 50 }, (_, n) => row(n + 20_000)).join("")}`,
    );
    expect(at[50]).toBeCloseTo(1, 6);
    expect(at[99]).toBeCloseTo(1 + 49 * 5e-5, 6);
  });

  it("has markers, with a sample or without one, in a finding with their instants", async () => {
    const imported = await read(`${HEADER}\n${rows(10)}${row(10, "A")}${row(11)}B 0.0006\n${row(13)}`);
    expect(imported.values).toHaveLength(13);
    expect(said(imported, "imported-markers")).toContain("2 markers: A at 0.000500 s, B at 0.000600 s");
    expect(said(imported, "imported-rows")).toContain("13 of 15 lines");
    expect(imported.findings.every(({ severity }) => severity === "note")).toBe(true);
  });

  it("has a window from each marker to the next, known to one period", async () => {
    const text = `${HEADER}\n${rows(10)}${row(10, "A")}${row(11)}${row(12, "B")}${row(13)}${row(14, "A")}`;
    const { marks } = await read(text);
    expect(marks.map(({ kind, name, at }) => [kind, name, Number(at) / 1e9])).toEqual([
      ["begin", "A to B", 5e-4],
      ["end", "A to B", 6e-4],
      ["begin", "B to A", 6e-4],
      ["end", "B to A", 7e-4],
    ]);
    expect(marks.every(({ within }) => within === 5e-5)).toBe(true);
    expect((await read(`${HEADER}\n${rows(10)}${row(10, "A")}`)).marks).toEqual([]);
  });

  it.each([
    ["a cell missing", "S 0.001 50 3 1.5 12 18 1 5 5\n"],
    ["a cell too many", `${row(20).trim()} 7\n`],
    ["no time", row(20).replace("S 0.001", "S -")],
    ["a time that overflows", row(20).replace("S 0.001", "S 1e400")],
    ["a time that goes back", row(20).replace("S 0.001", "S 0.0001")],
    ["no letter", row(20).replace("S ", "17 ")],
    ["NUL bytes", `\0\0\0${row(20)}`],
    ["no end", row(20).trim()],
  ])("loses a row with %s, and counts it", async (_name, line) => {
    const imported = await read(`${HEADER}\n${rows(20)}${line}`);
    expect(imported.values).toHaveLength(20);
    expect(said(imported, "imported-rows")).toContain("20 of 22 lines");
    expect(imported.findings[0]?.severity).toBe("degraded");
  });

  it("with a value that is no number has a gap in that column alone", async () => {
    const { values, gaps } = await read(`${HEADER}\n${rows(20)}${row(20).replace(" 1.5 ", " nan ")}${row(21)}`);
    expect(values[20]).toEqual([12, Number.NaN, 5, 0.02]);
    expect(gaps).toMatchObject([{ columns: ["pair0.current"] }]);
  });

  it.each([
    ["a table", "t,w\n1,2\n", "CONFIG"],
    ["a header alone", `${HEADER}\n`, "NO_DATA"],
    ["one row", `${HEADER}\n${rows(1)}`, "NO_DATA"],
    ["nothing", "", "NO_DATA"],
    [
      "times in milliseconds",
      `${HEADER}\n${Array.from({ length: 9 }, (_, n) => row(n).replace(/S \S+/, `S ${n / 20}`)).join("")}`,
      "CONFIG",
    ],
  ])("that is %s is refused", async (_name, text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code });
  });

  it("needs point and accuracy, and points of pairs that are there", async () => {
    expect(dump.settings.safeParse({ point: "wall" }).success).toBe(false);
    expect(dump.settings.safeParse({ accuracyPercent: 1 }).success).toBe(false);
    const given = dump.settings.parse({ point: "wall", accuracyPercent: 1, points: { pair7: "wall" } });
    await expect(read(`${HEADER}\n${rows(3)}`, given)).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
    const apart = dump.settings.parse({ point: "wall", accuracyPercent: 1, points: { pair2: "supply-output" } });
    expect((await read(`${HEADER}\n${rows(3)}`, apart)).imported.totals).toEqual([]);
  });

  it("of any lines is samples and rejected lines, and every number taken stands in the file", async () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary", maxLength: 5 }),
      fc.double().map(String),
      fc.constantFrom("S", "M", "1e400", "-0", "inf"),
    );
    const line = fc.oneof(
      fc.array(cell, { minLength: 1, maxLength: 12 }).map((cells) => cells.join(" ")),
      fc.nat(2000).map((n) => row(n).trim()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const text = `${HEADER}\n${rows(25)}${lines.join("\n")}\n`;
        const imported = await read(text);
        const count = text.split(/[\r\n]/).filter((each) => each !== "").length;
        const message = said(imported, "imported-rows");
        expect(message).toContain(`${imported.values.length} of ${count} lines`);
        const rejected = message.match(/(?<=[:;] )\d+/g) ?? [];
        expect(rejected.reduce((sum, each) => sum + Number(each), imported.values.length)).toBe(count);
        const cells = new Set(text.split(/\s+/).map(Number));
        expect(imported.values.flat().filter((value) => !Number.isNaN(value) && !cells.has(value))).toEqual([]);
        expect(imported.at.every((instant, k) => k === 0 || instant > (imported.at[k - 1] ?? 0))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
