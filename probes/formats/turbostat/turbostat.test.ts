import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countLines, importFile, importText } from "../test-import.js";
import format from "./format.js";

const data = new URL("../../../../shared/data/intel-rapl-turbostat/2020_06_16_21H39.out", import.meta.url);
const recorded = existsSync(data);
if (!recorded) console.warn("import turbostat: skipped: no recorded data");

const tabs = (line: string) => line.replaceAll(" ", "\t");
const lines = (...all: readonly string[]) => `${all.map(tabs).join("\n")}\n`;
const minute = { intervalS: 60 };

// one package, as a laptop has it: sibling threads have fewer cells
const HEADER = "Core CPU Busy% PkgWatt CorWatt GFXWatt RAMWatt";
const one = (pkg: string, core = "3.00") => [
  HEADER,
  `- - 1.00 ${pkg} ${core} 0.50 1.50`,
  `0 0 1.00 ${pkg} ${core} 0.50 1.50`,
  "0 4 1.00",
];

describe("a recording of one package", () => {
  it.skipIf(!recorded)("gives the answers of its README", async () => {
    const { imported, rows, lines: account } = await importFile(format, fileURLToPath(data), minute);
    expect(imported.rails.map(({ id, partOf }) => [id, partOf])).toEqual([
      ["package-0", undefined],
      ["package-0/core", "package-0"],
      ["package-0/gfx", "package-0"],
      ["package-0/dram", undefined],
    ]);
    const sums = [0, 1, 2, 3].map((column) => rows.reduce((sum, { values }) => sum + (values[column] ?? 0), 0));
    for (const [column, sum] of [958.14, 450.8, 239.73, 197.51].entries()) expect(sums[column]).toBeCloseTo(sum, 6);
    const powers = rows.map(({ values }) => values[0] ?? Number.NaN);
    expect([powers.length, Math.min(...powers), Math.max(...powers)]).toEqual([160, 2.21, 20.36]);
    expect(account).toEqual({ used: 160, all: 1668, accounted: 1668 });
  });

  it("is its summaries, one interval apart; core and graphics are inside, memory is beside the package", async () => {
    const { rows, imported, ending } = await importText(
      format,
      lines("a banner", ...one("6.00"), ...one("7.00")),
      minute,
    );
    expect(rows).toEqual([
      { at: 60, values: [6, 3, 0.5, 1.5] },
      { at: 120, values: [7, 3, 0.5, 1.5] },
    ]);
    expect(imported.totals).toMatchObject([{ parts: ["package-0", "package-0/dram"], scope: "packages and memory" }]);
    expect(ending).toMatchObject({ from: 0n, to: 120_000_000_000n });
  });

  it("may have its columns in another order, CRLF, and no rows but summaries", async () => {
    const content = lines("RAMWatt Busy% PkgWatt", "1.50 9.00 6.00", "1.25 9.00 7.00").replaceAll("\n", "\r\n");
    const { rows, imported } = await importText(format, content, minute);
    expect(imported.rails.map(({ id }) => id)).toEqual(["package-0/dram", "package-0"]);
    expect(rows.map(({ values }) => values)).toEqual([
      [1.5, 6],
      [1.25, 7],
    ]);
  });

  it("without a time or an interval is refused with the setting that is missing", async () => {
    await expect(importText(format, lines(...one("6.00")))).rejects.toMatchObject({
      code: "CONFIG",
      remedy: expect.stringContaining("intervalS"),
    });
    expect(format.settings.safeParse({ intervalS: 0 }).success).toBe(false);
  });

  it("leaves out what is always zero, and says so", async () => {
    const content = lines(...one("6.00"), ...one("7.00")).replaceAll("1.50", "0.00");
    const { imported, finding } = await importText(format, content, minute);
    expect(imported.rails.map(({ id }) => id)).not.toContain("package-0/dram");
    expect(imported.totals).toMatchObject([{ parts: ["package-0"], scope: "packages" }]);
    expect(finding("rail-unreadable")?.message).toContain("package-0/dram");
  });

  it.each(["0.00", "-1.00", "inf", "1e400", "nan", "5.00**", "5", "5\0.00"])("has a gap for %j", async (bad) => {
    const { rows, gaps } = await importText(format, lines(...one("6.00"), ...one(bad), ...one("7.00")), minute);
    expect(rows.map(({ values }) => values[0])).toEqual([6, Number.NaN, 7]);
    expect(gaps).toMatchObject([{ columns: ["package-0.power"] }]);
  });

  it("whose summary is cut or longer goes on at the right time", async () => {
    const cut = (await importText(format, lines(...one("6.00"), HEADER, "- - 1.00 6.5", ...one("7.00")), minute)).rows;
    expect(cut.map(({ at, values }) => [at, values[0]])).toEqual([
      [60, 6],
      [180, 7],
    ]);
    const longer = lines(...one("6.00"), "- - 1.00 6.50 3.00 0.50 1.50 9.00", ...one("7.00"));
    expect((await importText(format, longer, minute)).rows.map(({ at }) => at)).toEqual([60, 180]);
  });

  it("under another header is not taken for what it is not", async () => {
    const content = lines(
      ...one("6.00"),
      HEADER.replace("PkgWatt CorWatt", "CorWatt PkgWatt"),
      "- - 1.00 3.00 6.00 0.50 1.50",
    );
    expect((await importText(format, content, minute)).rows).toHaveLength(1);
  });
});

describe("a recording of two packages", () => {
  const header = "Time_Of_Day_Seconds Package Core CPU PkgWatt RAMWatt SysWatt";
  const block = (time: string, first: string, second: string) => [
    ...[header, `${time} - - - 99.00 9.00 300.00`, `${time} 0 0 0 ${first} 4.00 300.00`, `${time} 0 1 2`],
    `${time} 1 0 1 ${second} 5.00 300.00`,
  ];

  it("is a rail for each of them, by the times of its rows", async () => {
    const {
      rows,
      imported,
      lines: account,
    } = await importText(
      format,
      lines(...block("1700000005.500000", "50.00", "60.00"), ...block("1700000010.500000", "51.00", "61.00")),
    );
    expect(imported.rails.map(({ id }) => id)).toEqual([
      ...["package-0", "package-0/dram", "package-1", "package-1/dram", "psys"],
    ]);
    expect(imported.startMs).toBe(1_700_000_000_500);
    expect(imported.totals[0]?.parts).toEqual(["package-0", "package-1", "package-0/dram", "package-1/dram"]);
    expect(rows).toEqual([
      { at: 5, values: [50, 4, 60, 5, 300] },
      { at: 10, values: [51, 4, 61, 5, 300] },
    ]);
    expect(account).toEqual({ used: 6, all: 10, accounted: 10 });
  });

  it("has no rail for cores that are printed one by one, and says so", async () => {
    const cores = (own: number) =>
      [0, 1, 2, 3].map((core) => `${own} ${core} ${4 * own + core} 4.00${core ? "" : " 100.00"}`);
    const all = ["Package Core CPU CorWatt PkgWatt", "- - - 32.00 200.00", ...cores(0), ...cores(1)];
    const { imported, rows, finding } = await importText(format, lines(...all, ...all), { intervalS: 5 });
    expect(imported.rails.map(({ id }) => id)).toEqual(["package-0", "package-1"]);
    expect(rows[0]?.values).toEqual([100, 100]);
    expect(finding("rail-unreadable")?.message).toContain("only parts of package-0/core");
  });

  it("has a gap where a package's row is cut, and takes none from the block after", async () => {
    const cut = block("1700000010.500000", "51.00", "61.00").slice(0, -1);
    const lost = block("1700000015.500000", "52.00", "62.00").map((line) =>
      line.replace(" 300.00", line.includes("-") ? "" : " 300.00"),
    );
    const { rows } = await importText(
      format,
      lines(
        ...block("1700000005.500000", "50.00", "60.00"),
        ...cut,
        ...lost,
        ...block("1700000020.500000", "53.00", "63.00"),
      ),
    );
    expect(rows.map(({ at, values }) => [at, values[0], values[2]])).toEqual([
      [5, 50, 60],
      [10, 51, Number.NaN],
      [20, 53, 63],
    ]);
  });

  it("loses blocks whose time is unreadable or goes backwards", async () => {
    const times = ["1700000005.500000", "1700000010.500000", "x", "1700000001.000000", "1700000015.500000"];
    const { rows, lines: account } = await importText(
      format,
      lines(...times.flatMap((time) => block(time, "50.00", "60.00"))),
    );
    expect(rows.map(({ at }) => at)).toEqual([5, 10, 15]);
    expect(account.accounted).toBe(25);
  });
});

describe("joules", () => {
  const block = (time: string, joules: string) => [
    "Time_Of_Day_Seconds Core CPU Pkg_J Cor_J",
    `${time} - - ${joules} 5.00`,
  ];

  it("are divided by the time since the block before, which the first has none of", async () => {
    const content = lines(
      ...block("1700000005.000000", "50.00"),
      ...block("1700000010.000000", "50.00"),
      ...block("1700000015.500000", "55.00"),
    );
    expect((await importText(format, content)).rows.map(({ values }) => values[0])).toEqual([Number.NaN, 10, 10]);
  });

  it("of a block after one that was lost are no power: their time is not known", async () => {
    const times = ["1700000005.000000", "1700000010.000000", "1700000015.000000"];
    const content = lines(
      ...times.flatMap((time) => block(time, "50.00")),
      "x - - 50.00 5.00",
      ...block("1700000025.000000", "50.00"),
      ...block("1700000030.000000", "50.00"),
    );
    expect((await importText(format, content)).rows.map(({ values }) => values[0])).toEqual([
      Number.NaN,
      10,
      10,
      Number.NaN,
      10,
    ]);
  });
});

it("any bytes: every line is accounted for, and no power comes from nowhere", async () => {
  const line = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom(...one("8.00").map(tabs)));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 25 }), async (more) => {
      const content = `${lines(...one("6.00"))}${more.join("\n")}\n`;
      const { rows, lines: account } = await importText(format, content, minute);
      expect(account).toMatchObject({ all: countLines(content), accounted: countLines(content) });
      const known = new Set([6, 8, 3, 0.5, 1.5, Number.NaN]);
      expect(rows.flatMap(({ values }) => values).filter((value) => !known.has(value))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it.each(["", "a,b\n1,2\n"])("%j is refused", async (content) => {
  await expect(importText(format, content, minute)).rejects.toMatchObject({ code: "CONFIG" });
});
