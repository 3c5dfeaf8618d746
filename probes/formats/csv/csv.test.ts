import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parseNumber } from "../../shared/number.js";
import csv from "./format.js";
import { splitCells } from "./row.js";
import { parseTime } from "./time.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-csv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = csv.settings.parse({
  time: "t",
  timeUnit: "s",
  rails: { box: { point: "wall", power: "w", accuracyPercent: 1 } },
});

/** Everything a table gives: instants, watts, gaps, and what was said of its lines. */
async function read(text: string, wanted = settings) {
  const path = join(folder, "table.csv");
  writeFileSync(path, text);
  const imported = await csv.read([path], wanted);
  const rows: { at: number; values: number[] }[] = [];
  const gaps = [];
  for await (const { at, columns, gaps: some } of imported.batches()) {
    for (const [i, instant] of at.entries())
      rows.push({ at: Number(instant) / 1e9, values: columns.map((column) => column[i] ?? Number.NaN) });
    gaps.push(...some);
  }
  const { findings } = imported.ending();
  return { rows, gaps, findings, imported };
}

const watts = async (text: string) => (await read(text)).rows.map(({ values }) => values[0]);

describe("a table", () => {
  it("gives its rows from the first one's time on", async () => {
    const { rows, imported } = await read("t,w\n1700000000.5,10\n1700000001.5,11.5\n");
    expect(rows).toEqual([
      { at: 0, values: [10] },
      { at: 1, values: [11.5] },
    ]);
    expect(imported.startMs).toBe(1_700_000_000_500);
  });

  it("may end its lines in CRLF, have more columns, lines before the header, and the header again", async () => {
    expect(await watts("# a meter\r\nx,t,w\r\n0,1,5\r\n0,2,6\r\nx,t,w\r\n0,3,7\r\n")).toEqual([5, 6, 7]);
  });

  it("loses a last row without a line end, which may be cut", async () => {
    expect(await watts("t,w\n1,50\n2,51\n3,5")).toEqual([50, 51]);
  });

  it("loses a row with a cell too many: a decimal comma is no delimiter", async () => {
    expect(await watts("t,w\n1,50\n2,5,1\n3,52\n")).toEqual([50, 52]);
  });

  it("loses rows whose time does not go forward, and one 200 days later", async () => {
    expect(await watts(`t,w\n1,50\n1,51\n0.5,52\n${200 * 86400},53\n2,54\n`)).toEqual([50, 54]);
  });

  it("takes no number from NUL bytes, inf, 1e400, N/A or nothing", async () => {
    const bad = ["\0\0", "inf", "1e400", "N/A", "", "nan", "0x10", "5 W"].map((cell, i) => `${i + 2},${cell}\n`);
    const { rows, gaps } = await read(`t,w\n1,50\n${bad.join("")}20,-0\n`);
    expect(rows.map(({ values }) => values[0])).toEqual([50, ...bad.map(() => Number.NaN), 0]);
    expect(gaps).toMatchObject([{ columns: ["box.power"], from: 1_000_000_000n, to: 19_000_000_000n }]);
  });

  it("that comes again with its columns in another order is read by their names", async () => {
    expect(await watts("t,w,x\n1,50,9\nt,x,w\n2,9,51\n3,9,52\nt,x,y\n4,5,6\nt,w,x\n5,53,9\n")).toEqual([
      50, 51, 52, 53,
    ]);
    const { findings } = await read("t,w\n1,50\n2,51\nt,x\n3,5\nt,w\n4,52\n");
    expect(findings[0]).toMatchObject({
      severity: "degraded",
      message: expect.stringMatching(/^3 of 7 lines.* 2 headers again; 1 under/),
    });
  });

  it.each([
    ["", true],
    ["Z", false],
    ["+02:00", false],
  ])("whose times have the zone %j: said to be unknown: %j", async (zone, unknown) => {
    const table = `t,w\n2026-10-25T02:00:00${zone},5\n2026-10-25T02:00:01${zone},6\n`;
    const { imported } = await read(table, { ...settings, timeUnit: "iso" });
    expect(imported.findings.map(({ code }) => code)).toEqual(unknown ? ["zone-unknown"] : []);
  });

  it("without two numbers is refused", async () => {
    await expect(read("t,w\n1,\n2,50\n3,ERR\n")).rejects.toMatchObject({ code: "NO_DATA" });
  });

  it("with a cell that is no number has a gap in that rail alone", async () => {
    const two = {
      box: { point: "wall", power: "w", accuracyPercent: 1 },
      card: { point: "regulator-input", voltage: "v", current: "i", accuracyPercent: 1 },
    };
    const given = csv.settings.parse({ time: "t", timeUnit: "s", rails: two });
    const { rows, gaps } = await read("t,w,v,i\n1,50,12,1\n2,51,ERR,2\n3,52,12,3\n", given);
    expect(rows.map(({ values }) => values)).toEqual([
      [50, 12, 1],
      [51, Number.NaN, 2],
      [52, 12, 3],
    ]);
    expect(gaps).toMatchObject([{ columns: ["card.voltage"], from: 1_000_000_000n, to: 2_000_000_000n }]);
  });

  it("whose columns are not there is refused with those that are", async () => {
    await expect(read("time;power\n1;2\n")).rejects.toMatchObject({ code: "CONFIG", remedy: /time;power/ });
  });

  it.each(["point", "accuracyPercent"])("without %s is refused: only the user knows the instrument", (missing) => {
    const box = { point: "wall", power: "w", accuracyPercent: 1, [missing]: undefined };
    expect(csv.settings.safeParse({ time: "t", timeUnit: "s", rails: { box } }).success).toBe(false);
  });
});

describe("any bytes", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.double().map(String),
    fc.nat(50).map(String),
    fc.constantFrom('"', "\0", "1e400", "-0", "inf"),
  );
  const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(","));

  it("are rows or rejected, every line of them, and every number taken stands in the file", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
        const text = `t,w\n0,1\n1,2\n${lines.join("\n")}\n`;
        const { rows, findings } = await read(text);
        const count = text.split(/[\r\n]/).filter((each) => each !== "").length;
        expect(findings[0]?.message).toContain(`${rows.length} of ${count} lines`);
        const rejected = findings[0]?.message.match(/(?<=[:;] )\d+/g) ?? [];
        expect(rejected.reduce((sum, each) => sum + Number(each), rows.length)).toBe(count);
        const cells = new Set(text.split(/[\r\n,"]/).map((each) => Number(each)));
        expect(rows.filter(({ values: [value = 0] }) => !Number.isNaN(value) && !cells.has(value))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("times", () => {
  it.each([
    ["1700000000.123456789", "s", 1_700_000_000_123_456_789n],
    ["12.5", "ms", 12_500_000n],
    ["7", "ns", 7n],
    ["2022-07-30T05:13:05.547Z", "iso", 1_659_157_985_547_000_000n],
    ["2022-07-30 07:13:05.547000001+02:00", "iso", 1_659_157_985_547_000_001n],
  ] as const)("%s in %s", (text, unit, nanos) => expect(parseTime(text, unit)).toBe(nanos));

  it.each(["", "-1", "1e9", "99999999999999999999", "1.2.3"])("%j is none", (text) =>
    expect(parseTime(text, "s")).toBeUndefined(),
  );

  it("of a day that does not exist are none", () => expect(parseTime("2022-02-31T00:00:00Z", "iso")).toBeUndefined());
});

describe("cells", () => {
  it("in quotes may hold the delimiter", () => expect(splitCells('"a,b",c', ",")).toEqual(["a,b", "c"]));

  it("with a quote that stays open are none", () => expect(splitCells('"a,b', ",")).toBeUndefined());

  it("hold plain decimal numbers", () => expect([".5", "+2.", "1e3"].map(parseNumber)).toEqual([0.5, 2, 1000]));
});
