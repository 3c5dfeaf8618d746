import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClockPair } from "../core/clock.js";
import { WallMap } from "./wall-map.js";
import { localTimeIn } from "./zone.js";

const START = 1_700_000_000_000;

/** Pairs every 10 s; `gains[k]` is what the wall clock gains, in milliseconds, just before pair k. */
function pairs(gains: readonly number[], start = START): ClockPair[] {
  let wallMs = start;
  return gains.map((gain, k) => {
    wallMs += (k === 0 ? 0 : 10_000) + gain;
    return { mono: BigInt(k) * 10_000_000_000n, wallMs: Math.floor(wallMs), withinNs: 2000 };
  });
}
const seconds = (map: WallMap, wallMs: number) => {
  const instant = map.instant(wallMs);
  return "missing" in instant ? instant.missing : Number(instant.at) / 1e9;
};

describe("WallMap", () => {
  it("finds every instant within what it states, however the clock is read and slewed", () => {
    const slews = fc.array(fc.double({ min: -90e-6, max: 90e-6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(slews, fc.double({ min: 0, max: 0.9999, noNaN: true }), (rates, share) => {
        const walls = [START + 0.3];
        for (const rate of rates) walls.push((walls.at(-1) ?? 0) + 10_000 * (1 + rate));
        const map = new WallMap(
          walls.map((wall, k) => ({ mono: BigInt(k) * 10n ** 10n, wallMs: Math.floor(wall), withinNs: 2000 })),
        );
        const trueSeconds = share * 10 * rates.length;
        const k = Math.floor(trueSeconds / 10);
        const wallMs = (walls[k] ?? 0) + (trueSeconds - 10 * k) * 1000 * (1 + (rates[k] ?? 0));
        const instant = map.instant(wallMs);
        if ("missing" in instant) throw new Error(instant.missing);
        expect(Math.abs(Number(instant.at) / 1e9 - trueSeconds)).toBeLessThanOrEqual(instant.within + 2e-7);
      }),
    );
  });

  it("maps nothing across a step forward, the times that never were included", () => {
    const map = new WallMap(pairs([0, 0, 500, 0]));
    expect(map.breaks).toMatchObject([{ breach: "clock-step" }]);
    expect(seconds(map, START + 5_000)).toBeCloseTo(5, 2);
    expect(seconds(map, START + 15_000)).toBe("clock-step");
    expect(seconds(map, START + 25_500)).toBeCloseTo(25, 2);
    const leap = new WallMap(pairs([0, 0, 900, 0]));
    expect(seconds(leap, START + 20_500)).toBe("clock-step");
  });

  it("calls a time ambiguous that the clock showed twice after stepping back, and maps the others", () => {
    const map = new WallMap(pairs([0, 0, 0, -15_000, 0, 0]));
    expect(map.breaks).toMatchObject([{ breach: "clock-step" }]);
    expect(seconds(map, START + 2_000)).toBeCloseTo(2, 2);
    expect(seconds(map, START + 17_000)).toBe("ambiguous");
    expect(seconds(map, START + 34_000)).toBeCloseTo(49, 2);
    expect(seconds(map, START + 27_000)).toBe("ambiguous");
  });

  it("calls a suspend by its name, and maps nothing into it", () => {
    const map = new WallMap(pairs([0, 0, 30_000, 0]));
    expect(map.breaks).toMatchObject([{ breach: "suspended" }]);
    expect(map.breaks[0]?.gained).toBeCloseTo(30, 2);
    expect(seconds(map, START + 30_000)).toBe("suspended");
    expect(seconds(map, START + 55_000)).toBeCloseTo(25, 2);
  });

  it("follows a slew of 400 ppm and states it, and takes one gain alone for a step", () => {
    const slewed = new WallMap(pairs([0, 4, 4, 4, 4]));
    expect(slewed.breaks).toEqual([]);
    expect(slewed.stretches[0]?.slew).toBeCloseTo(400e-6, 6);
    expect(seconds(slewed, START + 20_008)).toBeCloseTo(20, 2);
    expect(new WallMap(pairs([0, 0, 4, 0])).breaks).toHaveLength(1);
  });

  it("states a slow slew that no single pair shows, and none where clocks agree", () => {
    expect(new WallMap(pairs([0, ...new Array<number>(20).fill(0.7)])).stretches[0]?.slew).toBeCloseTo(70e-6, 5);
    expect(new WallMap(pairs([0, 0, 0])).stretches[0]?.slew).toBeUndefined();
  });

  it("answers nothing before, after, and without pairs", () => {
    const map = new WallMap(pairs([0, 0]));
    expect([START - 1, START + 10_002].map((at) => seconds(map, at))).toEqual(["outside", "outside"]);
    expect(seconds(new WallMap([]), START)).toBe("outside");
    expect(seconds(map, Number.NaN)).toBe("not-a-time");
  });

  it("reads local times, of a repeated hour the one that was recorded", () => {
    const start = Date.parse("2024-10-27T00:20:00Z");
    const amsterdam = localTimeIn("Europe/Amsterdam");
    const local = Date.parse("2024-10-27T02:20:05Z");
    const instant = new WallMap(pairs([0, 0, 0], start)).local(local, amsterdam);
    expect("at" in instant && Number(instant.at) / 1e9).toBeCloseTo(5, 2);
    const long = new WallMap(pairs(new Array<number>(500).fill(0), start));
    expect(long.local(local, amsterdam)).toEqual({ missing: "ambiguous" });
    expect(long.local(Date.parse("2024-03-31T02:30:00Z"), amsterdam)).toEqual({ missing: "no-such-local-time" });
  });

  it("takes any pairs and any time without a throw, and never answers outside them", () => {
    const pair = fc.record({ mono: fc.bigInt(0n, 10n ** 12n), wallMs: fc.double(), withinNs: fc.nat(10_000) });
    fc.assert(
      fc.property(fc.array(pair), fc.double(), (list, wallMs) => {
        const instant = new WallMap(list).instant(wallMs);
        if (!("at" in instant)) return;
        const instants = list.map(({ mono }) => mono);
        expect(instants.some((mono) => mono <= instant.at + 1_000_000n)).toBe(true);
        expect(instants.some((mono) => mono >= instant.at)).toBe(true);
      }),
    );
  });
});
