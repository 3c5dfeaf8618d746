import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  durationText,
  figureText,
  intervalText,
  MISSING,
  plainText,
  rangeText,
  shareText,
  wattHoursText,
} from "./number.js";

const figure = (value: number, U95: number) => ({ value, U95 });

describe("a figure", () => {
  it.each([
    [5.7012, 0.1149, "5.70 ± 0.11 W"],
    [9.996, 0.0512, "9.996 ± 0.051 W"],
    [9.996, 0.512, "10.00 ± 0.51 W"],
    [5.7, 0.0996, "5.70 ± 0.10 W"],
    [5.7, 9.96, "6 ± 10 W"],
    [2345, 678, "2350 ± 680 W"],
    [0.3, 12, "0 ± 12 W"],
    [-0.001, 0.1, "0.00 ± 0.10 W"],
    [-5.7012, 0.1149, "-5.70 ± 0.11 W"],
    [5.7, 0, "5.70000 ± 0 W"],
    [0, 0, "0 ± 0 W"],
    [5.7, Number.POSITIVE_INFINITY, "5.70 ± ? W"],
    [Number.NaN, 0.1, MISSING],
    [12_345, 678, "12.35 ± 0.68 kW"],
    [0.0051, 0.0002, "5.10 ± 0.20 mW"],
    [9999.6, 1.4, "9999.6 ± 1.4 W"],
    [3.2e-5, 1e-6, "32.0 ± 1.0 µW"],
  ])("%d with U95 %d reads %s", (value, U95, expected) => {
    expect(figureText(figure(value, U95), "W")).toBe(expected);
  });

  it("leaves compound units alone and writes what is tiny or huge as a power of ten", () => {
    expect(figureText(figure(8.128, 0.157), "img/s/W")).toBe("8.13 ± 0.16 img/s/W");
    expect(figureText(figure(1.2346e12, 1.2e10), "op/J")).toBe("(1.235 ± 0.012)e12 op/J");
    expect(figureText(figure(1.5e-12, 2e-13), "run/J")).toBe("(1.50 ± 0.20)e-12 run/J");
  });

  const printed = /^\(?(-?[\d.]+) ± ([\d.]+)\)?(?:e(-?\d+))? u$/;
  const magnitude = fc
    .integer({ min: -12, max: 15 })
    .chain((e) => fc.double({ min: 1, max: 9.99, noNaN: true }).map((m) => m * 10 ** e));

  it("keeps value and uncertainty within half of the last printed place, which both share", () => {
    fc.assert(
      fc.property(magnitude, magnitude, fc.boolean(), (size, U95, negative) => {
        fc.pre(U95 > size * 1e-12);
        const value = negative ? -size : size;
        const [, first = "", second = "", exponent = "0"] = printed.exec(figureText(figure(value, U95), "u")) ?? [];
        const decimals = (text: string) => text.split(".")[1]?.length ?? 0;
        expect(decimals(first)).toBe(decimals(second));
        const power = 10 ** Number(exponent);
        expect(Math.abs(Number(second) * power - U95)).toBeLessThanOrEqual(U95 * 0.0501);
        expect(Math.abs(Number(first) * power - value)).toBeLessThanOrEqual(U95 * 0.0501 + size * 1e-12);
        const digits = second.replace(".", "").replace(/^0+/, "");
        expect(digits.replace(/0+$/, "").length).toBeLessThanOrEqual(2);
        if (second.includes(".")) expect(digits).toHaveLength(2);
      }),
    );
  });

  it("never throws and never prints NaN or Infinity", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (a, b) => {
        const interval = intervalText({ low: a, high: b, assumes: "" }, "J");
        const texts = [figureText(figure(a, b), "J"), rangeText(a, b, "W"), plainText(a, "W"), interval];
        expect(texts.join(" ")).not.toMatch(/NaN|Inf/);
      }),
    );
  });
});

describe("an interval", () => {
  const bounds = (low: number, high: number) => intervalText({ low, high, assumes: "" }, "J");

  it("is rounded outwards", () => {
    expect(bounds(120.4, 134.6)).toBe("[120, 135] J");
    expect(bounds(120, 135)).toBe("[120, 135] J");
    expect(bounds(12_041, 13_459)).toBe("[12.0, 13.5] kJ");
    expect(bounds(0, 0)).toBe("[0, 0] J");
    expect(bounds(5.11, 5.1123)).toBe("[5.110, 5.113] J");
  });

  it("contains the true bounds after rounding", () => {
    const energy = fc.double({ min: 0.02, max: 9000, noNaN: true });
    fc.assert(
      fc.property(energy, energy, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [, first, second] = /^\[([\d.]+), ([\d.]+)\] J$/.exec(bounds(low, high)) ?? [];
        expect(Number(first)).toBeLessThanOrEqual(low * (1 + 1e-8));
        expect(Number(second)).toBeGreaterThanOrEqual(high * (1 - 1e-8));
      }),
    );
  });
});

describe("plain numbers", () => {
  it("are missing when null, never 0", () => {
    expect(plainText(null, "W")).toBe(MISSING);
    expect(rangeText(null, 3, "W")).toBe(MISSING);
    expect(rangeText(2.114, 7.4449, "W")).toBe("2.11..7.44 W");
  });

  it("never round a share up to whole or down to nothing", () => {
    expect([1, 0.9999, 0.95, 0.0004, 0, Number.NaN].map(shareText)).toEqual([
      "100 %",
      "99.9 %",
      "95.0 %",
      "<0.1 %",
      "0 %",
      MISSING,
    ]);
  });

  it("say durations as people do", () => {
    expect([0.0123, 0.9996, 12.314, 125, 5021.4].map(durationText)).toEqual([
      "12.3 ms",
      "1.00 s",
      "12.31 s",
      "2 min 5 s",
      "1 h 23 min 41 s",
    ]);
  });

  it("add watt-hours from one watt-hour up", () => {
    expect(wattHoursText({ value: 3599, u: 1, U95: 2 })).toBeUndefined();
    expect(wattHoursText({ value: 7200, u: 36, U95: 72 })).toBe("2.000 ± 0.020 Wh");
    expect(wattHoursText({ value: 7.2e7, u: 3.6e5, U95: 7.2e5 })).toBe("20.00 ± 0.20 kWh");
  });
});
