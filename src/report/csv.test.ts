import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RailResult, Result } from "../core/result.js";
import { resultSchema } from "../core/result-schema.js";
import { formatCsv } from "./csv.js";

const read = (name: string): Result =>
  resultSchema.parse(JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), "utf8")));
const good = read("good");

/** RFC 4180 back to records, for this test: quotes, doubled quotes, commas and line ends inside quotes. */
function parse(text: string): readonly Readonly<Record<string, string>>[] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(field)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  const [titles = [], ...records] = rows.slice(0, -1);
  return records.map((record) => {
    expect(record).toHaveLength(titles.length);
    return Object.fromEntries(titles.map((title, index) => [title, record[index] ?? ""]));
  });
}

/** The good result with its first rail changed. */
function withRail(change: Partial<RailResult>): Result {
  const [window, ...windows] = good.windows;
  if (window === undefined) throw new Error("the fixture has a window");
  const [rail, ...rails] = window.rails;
  if (rail === undefined) throw new Error("the fixture has a rail");
  return { ...good, windows: [{ ...window, rails: [{ ...rail, ...change }, ...rails] }, ...windows] };
}

describe("the CSV", () => {
  it("has one line per window and rail or total, with the numbers in full", () => {
    const records = parse(formatCsv(good));
    expect(records).toHaveLength(6);
    expect(records[3]).toMatchObject({
      window: "command",
      kind: "total",
      name: "module",
      energy_j: "61.23",
      energy_u95_j: "1.234",
      efficiency_per_j: "8.133",
      dynamic_energy_j: "35.32",
    });
    expect(records[0]).toMatchObject({ kind: "rail", efficiency_per_j: "", estimate: "" });
  });

  it("leaves missing numbers empty, never 0", () => {
    const [record] = parse(formatCsv(withRail({ energyJ: null, meanPowerW: null, minW: null, maxW: Number.NaN })));
    for (const title of ["energy_j", "energy_u_j", "energy_u95_j", "mean_power_w", "min_w", "max_w"])
      expect(record?.[title]).toBe("");
  });

  it("marks estimates", () => {
    for (const record of parse(formatCsv(read("estimate")))) expect(record["estimate"]).toBe("ESTIMATE");
  });

  it("has every execution of repeats", () => {
    expect(parse(formatCsv(read("repeats"))).map(({ execution }) => execution)).toEqual(["1", "1", "2", "2", "3", "3"]);
  });

  it("brings any name and number back as it was", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.nat(0xd7ff).map((code) => String.fromCodePoint(code)) }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (name, value) => {
          const [record] = parse(formatCsv(withRail({ rail: name, energyJ: { value, u: 1, U95: 2 } })));
          expect(record?.["name"]).toBe(name);
          expect(Number(record?.["energy_j"])).toBe(value === 0 ? 0 : value);
        },
      ),
    );
  });
});
