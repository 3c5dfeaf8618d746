import { describe, expect, it } from "vitest";
import { divide, standardUncertainty } from "../../src/core/uncertainty.js";
import { imagesPerSecondOf, powerOf } from "./as-input.js";
import { checkedClaims } from "./claims.js";
import {
  agreement,
  common,
  computed,
  type Interval,
  interval,
  jointImages,
  jointPower,
  limitsOf,
  powerForMatch,
} from "./rounding.js";
import { recomputed } from "./rows.js";
import { cellOf, cells } from "./tables.js";
import { atEfficiency, errorOfAssumption, impliedOutputW } from "./what-if.js";

/**
 * As measurement.md 7 has it: computed, interval, W for match, W joint; each to the decimals given there. One digit differs:
 * 32.5 / 4.05 is 8.0247, where it has 8.03.
 */
const expected: Readonly<Record<string, readonly [string, string, string, string]>> = {
  "T1 Tegra X1 FP32 b1": ["8.545", "8.38-8.72", "5.434-5.497", "5.450-5.550"],
  "T1 Tegra X1 FP16 b1": ["13.137", "12.91-13.37", "5.095-5.134", "5.057-5.150"],
  "T1 Core i7-6700K FP32 b1": ["1.2475", "1.236-1.259", "45.93-49.60", "49.65-49.75"],
  "T1 Tegra X1 FP32 b128": ["25.833", "25.54-26.13", "5.996-6.019", "5.977-6.039"],
  "T1 Tegra X1 FP16 b128": ["45.263", "44.78-45.75", "5.727-5.740", "5.716-5.750"],
  "T1 Core i7-6700K FP32 b48": ["3.872", "3.861-3.883", "61.27-62.86", "62.45-62.55"],
  "T2 Titan X FP32 b1": ["2.470", "2.466-2.473", "158.8-165.3", "163.95-164.05"],
  "T2 Xeon E5-2698 v3 FP32 b1": ["0.680", "0.676-0.685", "101.3-116.9", "111.65-111.75"],
  "T2 Titan X FP32 b128": ["14.167", "14.162-14.173", "225.7-227.3", "226.95-227.05"],
  "T2 Xeon E5-2698 v3 FP32 b48": ["3.195", "3.190-3.199", "146.5-151.1", "148.95-149.05"],
  "T3 Titan X FP32 b1": ["1.160", "1.155-1.164", "110.4-120.0", "118.95-119.05"],
  "T3 Tegra X1 FP32 b1": ["6.600", "6.44-6.77", "5.038-5.116", "4.962-5.050"],
  "T3 Tegra X1 FP16 b1": ["8.250", "8.02-8.48", "3.952-4.000", "3.950-4.050"],
  "T3 Titan X FP32 b128": ["3.836", "3.832-3.839", "224.2-230.1", "224.95-225.05"],
  "T3 Tegra X1 FP32 b64": ["8.814", "8.66-8.97", "5.876-5.943", "5.850-5.950"],
  "T3 Tegra X1 FP16 b64": ["12.931", "12.74-13.13", "5.837-5.882", "5.798-5.850"],
};

const close = (value: number, text: string) => {
  const decimals = text.split(".")[1]?.length ?? 0;
  expect(Math.abs(value - Number(text)), `${value} against ${text}`).toBeLessThanOrEqual(0.5000001 * 10 ** -decimals);
};
const closeInterval = ({ low, high }: Interval, text: string) => {
  const [from = "", to = ""] = text.split("-");
  close(low, from);
  close(high, to);
};

describe.each(cells.map((cell) => [cell.id, cell] as const))("%s", (id, cell) => {
  const [value = "", within = "", match = "", joint = ""] = expected[id] ?? [];

  it("is recomputed as measurement.md 7 has it", () => {
    close(computed(cell), value);
    closeInterval(interval(cell), within);
    closeInterval(powerForMatch(cell), match);
    closeInterval(jointPower(cell) ?? { low: Number.NaN, high: Number.NaN }, joint);
  });

  it("could have been printed from numbers that were not rounded", () => {
    expect(common(interval(cell), limitsOf(cell.printed, 0.1))).toBeDefined();
    expect(jointImages(cell)).toBeDefined();
  });
});

describe("the tables", () => {
  const idsOf = (wanted: string) => cells.filter((cell) => agreement(cell) === wanted).map(({ id }) => id);

  it("have 16 cells; five disagree with their inputs in the first decimal, and one is a tie", () => {
    expect(cells).toHaveLength(16);
    expect(idsOf("mismatch")).toEqual([
      "T1 Tegra X1 FP32 b1",
      "T1 Core i7-6700K FP32 b1",
      "T1 Tegra X1 FP16 b128",
      "T3 Tegra X1 FP32 b1",
      "T3 Tegra X1 FP16 b64",
    ]);
    expect(idsOf("tie")).toEqual(["T3 Tegra X1 FP16 b1"]);
    expect(idsOf("match")).toHaveLength(10);
  });

  it("leave the i7 no power that gives its 1.3 from 62 img/s, and few img/s", () => {
    const cell = cellOf("T1 Core i7-6700K FP32 b1");
    expect(common(powerForMatch(cell), limitsOf(cell.powerW, 0.1))).toBeUndefined();
    closeInterval(jointImages(cell) ?? { low: 0, high: 0 }, "62.06-62.50");
  });

  it("are rows of text", () => {
    const { columns, rows } = recomputed();
    expect(rows).toHaveLength(16);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[12]?.slice(2)).toEqual([
      "33",
      "4.0",
      "8.3",
      "8.250",
      "8.025..8.481",
      "a tie",
      "3.952..4.000",
      "3.950..4.050",
    ]);
  });

  it("have no other cell", () => expect(() => cellOf("T4")).toThrow(RangeError));
});

describe("the text's claims", () => {
  it("are as measurement.md 7 has them", () => {
    const said = checkedClaims().map(({ ratio, printed, agreement: how }) => [ratio.toFixed(3), printed, how]);
    expect(said).toEqual([
      ["5.329", 5.3, "rounded"],
      ["6.756", 6.7, "truncated"],
      ["3.630", 3.6, "rounded"],
      ["4.435", 4.4, "rounded"],
      ["10.531", 10.5, "rounded"],
      ["11.690", 11.7, "rounded"],
    ]);
  });

  it("are all possible: 6.7 is from 6.748 on", () => {
    expect(checkedClaims().every(({ feasible }) => feasible)).toBe(true);
    expect(checkedClaims()[1]?.interval.low).toBeCloseTo(6.748, 3);
  });
});

describe("the assumed 80 %", () => {
  it.each([
    [0.6, -25],
    [0.7, -12.5],
    [0.75, -6.2],
    [0.8, 0],
    [0.85, 6.2],
    [0.9, 12.5],
    [0.93, 16.2],
    [0.95, 18.8],
  ])("is wrong at a true %f by %f %%", (eta, percent) => {
    expect(Math.abs(100 * errorOfAssumption(eta) - percent)).toBeLessThan(0.0501);
  });

  it("means powers after the regulator of which one is no tenth of a watt: it was divided before rounding", () => {
    expect(impliedOutputW(cellOf("T1 Core i7-6700K FP32 b1"))).toBeCloseTo(39.76, 10);
    expect(impliedOutputW(cellOf("T1 Core i7-6700K FP32 b48"))).toBeCloseTo(50, 10);
  });

  it.each([
    ["T1 Core i7-6700K FP32 b48", "T1 Tegra X1 FP16 b128", 0.9, "55.6", "4.36", "10.4"],
    ["T1 Core i7-6700K FP32 b48", "T1 Tegra X1 FP16 b128", 0.85, "58.8", "4.11", "11.0"],
    ["T1 Core i7-6700K FP32 b48", "T1 Tegra X1 FP16 b128", 0.8, "62.5", "3.87", "11.7"],
    ["T1 Core i7-6700K FP32 b48", "T1 Tegra X1 FP16 b128", 0.7, "71.4", "3.39", "13.4"],
    ["T1 Core i7-6700K FP32 b1", "T1 Tegra X1 FP16 b1", 0.9, "44.2", "1.40", "9.4"],
    ["T1 Core i7-6700K FP32 b1", "T1 Tegra X1 FP16 b1", 0.85, "46.8", "1.33", "9.9"],
    ["T1 Core i7-6700K FP32 b1", "T1 Tegra X1 FP16 b1", 0.7, "56.8", "1.09", "12.0"],
  ])("%s against %s at %f", (id, other, eta, powerW, efficiency, ratio) => {
    const cell = cellOf(id);
    const corrected = atEfficiency(cell, { outputW: impliedOutputW(cell), eta, against: cellOf(other) });
    close(corrected.powerW, powerW);
    close(corrected.efficiency, efficiency);
    close(corrected.ratio, ratio);
  });

  it.each([
    [0.9, "165.6", "2.88", "4.93"],
    [0.85, "175.3", "2.72", "5.22"],
  ])("left out of the Xeon's power would make it, at %f", (eta, powerW, efficiency, ratio) => {
    const cell = cellOf("T2 Xeon E5-2698 v3 FP32 b48");
    const against = cellOf("T2 Titan X FP32 b128");
    const corrected = atEfficiency(cell, { outputW: cell.powerW, eta, against });
    close(corrected.powerW, powerW);
    close(corrected.efficiency, efficiency);
    close(corrected.ratio, ratio);
  });
});

describe("a cell as input", () => {
  it("has the error of its print", () => {
    const cell = cellOf("T3 Tegra X1 FP32 b1");
    close((100 * standardUncertainty(powerOf(cell))) / 5, "0.58");
    close((100 * standardUncertainty(imagesPerSecondOf(cell))) / 33, "0.87");
    const ratio = divide(imagesPerSecondOf(cell), powerOf(cell));
    close(ratio.value, "6.600");
    close((100 * standardUncertainty(ratio)) / ratio.value, "1.05");
    expect([...powerOf(cell).sources.keys()]).toEqual(["whitepaper T3 Tegra X1 FP32 b1: rounding of W"]);
  });
});
