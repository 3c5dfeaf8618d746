import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countLines, importFile, importText } from "../test-import.js";
import format from "./format.js";
import { layoutOf, parseRow } from "./table.js";

const data = new URL("../../../../shared/data/intel-pcm-power/pcm-power_E5-2630v4_20s.txt", import.meta.url);
const recorded = existsSync(data);
if (!recorded) console.warn("import pcm-power: skipped: no recorded data");

const rule = "-".repeat(94);
/** A block of one second, in the text of devices.md C2. */
const block = (watts: string, dram = "11.82", elapsed = "1000") => [
  ...[rule, `Time elapsed: ${elapsed} ms`, `Called sleep function for ${elapsed} ms`],
  "S0CH4; DRAMClocks: 0; Rank0 CKE Off Residency: -nan%; Rank0 CKE Off Average Cycles: -1",
  `S0; Consumed energy units: 1; Consumed Joules: ${watts}; Watts: ${watts}; Thermal headroom below TjMax: 33`,
  `S0; Consumed DRAM energy units: 1; Consumed DRAM Joules: ${dram}; DRAM Watts: ${dram}`,
];
const text = (...blocks: readonly (readonly string[])[]) => `${blocks.flat().join("\n")}\n`;
const watts = async (content: string) => (await importText(format, content)).rows.map(({ values }) => values[0]);

describe("text", () => {
  it.skipIf(!recorded)("of two sockets gives the joules and watts of its README", async () => {
    const { imported, rows, lines } = await importFile(format, fileURLToPath(data));
    expect(imported.rails.map(({ id }) => id)).toEqual(["socket-0", "socket-0/dram", "socket-1", "socket-1/dram"]);
    const [row] = rows;
    expect(rows).toHaveLength(1);
    expect(row?.at).toBe(19.954);
    const expected = [67.112, 23.5371, 67.4732, 24.5169];
    for (const [column, power] of expected.entries()) expect(row?.values[column]).toBeCloseTo(power, 3);
    const [a = 0, b = 0, c = 0, d = 0] = row?.values ?? [];
    expect(a + b + c + d).toBeCloseTo(182.64, 2);
    expect((a + c) * 19.954).toBeCloseTo(2685.51, 6);
    expect((b + d) * 19.954).toBeCloseTo(958.87, 6);
    expect(lines.accounted).toBe(lines.all);
  });

  it("is blocks one after the other, the last one with or without dashes after it", async () => {
    for (const last of ["", `${rule}\n`]) {
      const { rows, imported, ending } = await importText(format, text(block("10.00"), block("20.00")) + last);
      expect(rows).toEqual([
        { at: 1, values: [10, 11.82] },
        { at: 2, values: [20, 11.82] },
      ]);
      expect(imported.totals).toMatchObject([{ parts: ["socket-0", "socket-0/dram"] }]);
      expect(ending).toMatchObject({ from: 0n, to: 2_000_000_000n });
    }
  });

  it("takes blocks as long as they say they are", async () => {
    const longer = block("20.00").map((line) => line.replace("1000 ms", "2000 ms").replace("Watts: 20", "Watts: 10"));
    const { rows } = await importText(
      format,
      text(
        block("10.00"),
        longer.map((line) => line.replace("DRAM Watts: 11.82", "DRAM Watts: 5.91")),
      ),
    );
    expect(rows.map(({ at }) => at)).toEqual([1, 3]);
    expect(rows[1]?.values).toEqual([10, 5.91]);
  });

  it("may have CRLF, a banner before it and the text of 2025", async () => {
    const now = block("10.00").map((line) => line.replace(/$/, "; ").replace(/; $/, line.startsWith("S") ? "; " : ""));
    expect(await watts(`Number of sockets: 1\r\n${now.join("\r\n")}\r\n`)).toEqual([10]);
  });

  it.each(["-nan", "0.00", "-5.00", "inf", "1e400", "1\0.00"])("has a gap in one rail alone for %j", async (bad) => {
    const { rows, gaps, finding } = await importText(format, text(block("10.00"), block(bad), block("12.00")));
    expect(rows.map(({ values }) => values)).toEqual([
      [10, 11.82],
      [Number.NaN, 11.82],
      [12, 11.82],
    ]);
    expect(gaps).toMatchObject([{ columns: ["socket-0.power"], from: 2_000_000_000n, to: 3_000_000_000n }]);
    expect(finding("imported-gaps")).toMatchObject({ severity: "degraded" });
  });

  it("loses a last line without an end: its memory may be cut", async () => {
    expect(
      (await importText(format, text(block("10.00")) + text(block("11.00")).trimEnd())).rows.at(-1)?.values,
    ).toEqual([11, Number.NaN]);
  });

  it("loses a block without a length, and says so of all its lines", async () => {
    const { rows, lines, finding } = await importText(
      format,
      text(block("10.00"), block("11.00", "11.82", "x"), block("12.00")),
    );
    expect(rows.map(({ values }) => values[0])).toEqual([10, 12]);
    expect(finding("imported-rows")?.message).toContain("without a readable length");
    expect(lines.accounted).toBe(18);
  });

  it("without energy, and anything else, is refused", async () => {
    const none = text(block("10.00")).replaceAll("Consumed", "Lost");
    await expect(importText(format, none)).rejects.toMatchObject({ code: "NO_DATA" });
    await expect(importText(format, "a,b\n1,2\n")).rejects.toMatchObject({ code: "CONFIG", remedy: /Date,Time/ });
    await expect(importText(format, "")).rejects.toMatchObject({ code: "CONFIG" });
  });

  it("of any bytes: every line is accounted for, and no power comes from nowhere", async () => {
    const line = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom(...block("10.00"), ...block("-nan")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 25 }), async (lines) => {
        const content = `${text(block("20.00"), [rule])}${lines.join("\n")}\n`;
        const { rows, lines: account } = await importText(format, content);
        expect(account).toMatchObject({ all: countLines(content), accounted: countLines(content) });
        const known = new Set([10, 20, 11.82, Number.NaN]);
        expect(rows.flatMap(({ values }) => values).filter((value) => !known.has(value))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

// two header rows as devices.md C3 describes them; a recorded CSV is not published
const groups = ",,S0,S0,S0,S0P0,S0,S0,S1,";
const names =
  "Date,Time,Consumed energy units,Watts,Thermal headroom below TjMax(°C),Watts,DRAM Watts,Consumed Joules,Watts,";
const row = (time: string, first: string, second = "30.00") =>
  `2025-06-01,12:00:${time},1,${first},33,99.00,5.00,1,${second},`;
const csv = (...rows: readonly string[]) => [groups, names, ...rows, ""].join("\n");

describe("CSV", () => {
  it("is read by groups and names; the unflushed last row is cut", async () => {
    const content = csv(row("01.000", "10.00"), row("02.000", "11.00"), row("03.001", "12.00"));
    const { rows, imported, lines } = await importText(format, content.trimEnd().slice(0, -3));
    expect(imported.rails.map(({ id }) => id)).toEqual(["socket-0", "socket-0/dram", "socket-1"]);
    expect(imported.startMs).toBe(Date.UTC(2025, 5, 1, 12, 0, 0));
    expect(rows).toEqual(
      [
        { at: 1, values: [10, 30, 5] },
        { at: 2, values: [11, 30, 5] },
      ].map(({ at, values: [a = 0, b = 0, c = 0] }) => ({ at, values: [a, c, b] })),
    );
    expect(lines).toMatchObject({ used: 2, all: 5, accounted: 5 });
  });

  it("has local time, of the zone that is said", async () => {
    const content = csv(row("01.000", "10.00"), row("02.000", "11.00"));
    expect((await importText(format, content)).finding("zone-unknown")).toMatchObject({ severity: "note" });
    const { imported, finding } = await importText(format, content, { zone: "Europe/Berlin" });
    expect(imported.startMs).toBe(Date.UTC(2025, 5, 1, 10, 0, 0));
    expect(finding("zone-unknown")).toBeUndefined();
    expect(format.settings.safeParse({ zone: "Mars" }).success).toBe(false);
  });

  it("loses rows that are cut, longer, without a time, backwards or without a number, and takes no zero", async () => {
    const { rows, lines } = await importText(
      format,
      csv(
        ...[
          row("01.000", "10.00"),
          row("02.000", "0.00"),
          row("03.000", "11.00").slice(0, 40),
          `${row("04.000", "9.00")}1,`,
        ],
        ...[
          row("61.000", "9.00"),
          row("01.500", "9.00"),
          row("05.000", "x", "x").replace("5.00", "x"),
          row("06.000", "12.00"),
        ],
        ...[groups, names, row("07.000", "13.00")],
      ),
    );
    expect(rows.map(({ at, values }) => [at, values[0]])).toEqual([
      [1, 10],
      [2, Number.NaN],
      [6, 12],
      [7, 13],
    ]);
    expect(lines.accounted).toBe(lines.all);
  });

  it("under other headers is not taken for what it is not", async () => {
    const swapped = names.replace("Watts", "Volts");
    const content = csv(row("01.000", "10.00"), row("02.000", "11.00"), groups, swapped, row("03.000", "12.00"));
    expect(await watts(content)).toEqual([10, 11]);
  });

  it("rows of any bytes never throw", () => {
    const layout = layoutOf(groups, names);
    if (layout === undefined) throw new Error("no layout");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (line) => {
        expect(typeof parseRow(line, layout, undefined)).toBe("string");
      }),
    );
  });
});
