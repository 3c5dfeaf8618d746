import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { Stopped } from "./stopped.js";
import { errorSource, grid, measureRail, powerRail, span } from "./testing/fixture.js";

const PERIOD = 0.1;
const step = (size: number) => ({ uncertainty: [errorSource("resolution", size)] });
const rounded = (value: number, to: number) => Math.round(value / to) * to;

/** A noisy load of 60 s that a sensor shows until it dies; in steps of `to` W. */
function shown(
  seed: number,
  { sd = 2, to = 0.01, diesAt = 300, count = 600, level = (_: number): number => 100 } = {},
) {
  const random = new Random(seed);
  let last = 0;
  return Array.from({ length: count }, (_, k) => {
    if (k <= diesAt) last = rounded(level(k) + sd * random.normal(), to);
    return last;
  });
}

const stopsOf = (values: readonly number[], finest?: number, size = 1e9) => {
  const stopped = new Stopped({ step: finest });
  const withdrawn: number[] = [];
  let declared = Number.NaN;
  const at = Float64Array.from(grid(0, PERIOD, values.length));
  for (let from = 0; from < values.length; from += size) {
    const [chunk, times] = [values, at].map((all) => Float64Array.from(all.slice(from, from + size)));
    if (chunk === undefined || times === undefined) continue;
    stopped.apply(times, chunk, chunk.length, (_, count) => withdrawn.push(count));
    if (stopped.stops.length > 0 && Number.isNaN(declared)) declared = from + chunk.length;
  }
  return { stops: stopped.stops, withdrawn, declared };
};

describe("a sensor that shows its last value for ever", () => {
  it("takes back what was passed on of it in chunks before, also where polls that saw nothing new are left out", () => {
    const values = shown(1, { count: 400 });
    // every second poll showed the value before once more, and was left out as missing
    const polled = values.flatMap((value) => [value, Number.NaN]);
    const plain = stopsOf(values, 0.01, 8);
    const thinned = stopsOf(polled, 0.01, 16);
    expect(plain.withdrawn.length).toBe(1);
    expect(plain.withdrawn[0]).toBeGreaterThan(5);
    expect(thinned.withdrawn).toEqual(plain.withdrawn);
  });
  it.each([
    ["fine", 0.01],
    ["coarse, four of its steps to the noise", 0.5],
    ["coarse, two of its steps to the noise", 1],
  ])("is found within 20 updates of the last one it made: %s", (_name, to) => {
    let found = 0;
    for (let seed = 1; seed <= 100; seed++) {
      // the value before may have been the same by chance
      const { stops, declared } = stopsOf(shown(seed, { to }), to, 1);
      expect(stops).toHaveLength(1);
      expect(stops[0]?.since).toBeGreaterThan(29.5e9);
      if (declared - 300 <= 21) found++;
    }
    expect(found).toBeGreaterThanOrEqual(95);
  });
  it("is none while it repeats values no more than it always did", () => {
    for (let seed = 1; seed <= 100; seed++) {
      for (const to of [0.01, 1, 3, 6, 20]) {
        const live = shown(seed, { to, diesAt: 1e9, count: 5000 });
        expect(stopsOf(live, to).stops).toEqual([]);
        expect(stopsOf(live).stops).toEqual([]);
      }
    }
  });
  it("is none that falls to a level where its coarse steps hide the noise, nor an idle of 0 W", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const idle = shown(seed, { to: 0.5, diesAt: 1e9, level: (k) => (k < 300 ? 100 : 5), sd: 1.2 });
      const still = idle.map((value, k) => (k < 300 ? value : 5));
      expect(stopsOf(still, 0.5).stops).toEqual([]);
      expect(
        stopsOf(
          still.map((value, k) => (k < 300 ? value : 0)),
          0.001,
        ).stops,
      ).toEqual([]);
    }
  });
  it("is none that follows a smooth load which comes to rest", () => {
    const ramp = Array.from({ length: 1000 }, (_, k) => 100 + Math.min(k, 500) * 0.1);
    expect(stopsOf(ramp, 0.001).stops).toEqual([]);
    expect(stopsOf(ramp).stops).toEqual([]);
  });
  it("is none that showed one value all along, nor steps without noise", () => {
    expect(
      stopsOf(
        Array.from({ length: 1000 }, () => 42),
        0.001,
      ).stops,
    ).toEqual([]);
    expect(stopsOf(Array.from({ length: 1000 }, (_, k) => (k % 80 < 40 ? 250 : 80))).stops).toEqual([]);
  });
  it("is found at the same place in chunks of any size, and those passed on are taken back", () => {
    const values = shown(7);
    const whole = stopsOf(values, 0.01);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (size) => {
        const { stops, withdrawn } = stopsOf(values, 0.01, size);
        expect(stops).toEqual(whole.stops);
        expect(withdrawn.length).toBeLessThanOrEqual(1);
        for (const count of withdrawn) expect(count).toBeLessThan(20);
      }),
    );
  });
});

describe("a window in which it dies", () => {
  const at = grid(0, PERIOD, 600);
  const measured = (values: readonly number[], sizes?: readonly number[]) =>
    measureRail({
      rail: powerRail(step(0.01)),
      at,
      columns: [values],
      spans: [span(5, 55), span(5, 25, { key: "before" }), span(40, 50, { key: "after" })],
      ...(sizes && { sizes }),
    });
  it.each([[[1000]], [[7]], [[1]]])("has a gap from there on, in chunks of %s", (sizes) => {
    const [whole, before, after] = measured(shown(3), sizes);
    expect(whole?.energy).toBeNull();
    expect(whole?.coverage).toBeCloseTo(0.5, 1);
    expect(whole?.flags).toContain("frozen-reading");
    expect(whole?.findings.find(({ code }) => code === "frozen-reading")?.message).toContain(
      "25.000 s after the beginning",
    );
    expect(before?.energy?.value).toBeCloseTo(2000, -1);
    expect(before?.flags).not.toContain("frozen-reading");
    expect(after).toMatchObject({ energy: null, samples: 0 });
  });
  it("gives no number of a window that was over before it showed, and says why", () => {
    const [values, spans] = [shown(3), [span(30.3, 31.5, { key: "dead" }), span(5, 30.3, { key: "alive" })]];
    for (const sizes of [[1], [7], [1000]]) {
      const [dead, alive] = measureRail({ rail: powerRail(step(0.01)), at, columns: [values], spans, sizes });
      expect(dead).toMatchObject({ energy: null, meanPower: null });
      expect(dead?.interval).toBeUndefined();
      expect(dead?.flags).toContain("frozen-reading");
      expect(dead?.findings.some(({ severity }) => severity === "invalid")).toBe(true);
      expect(alive?.meanPower?.value).toBeCloseTo(100.3, 0);
    }
  });
  it("counts again what it shows once it lives again", () => {
    const values = shown(3).map((value, k) => (k > 340 ? 100 + (k % 7) : value));
    const [, , after] = measured(values);
    expect(after?.energy?.value).toBeCloseTo(1030, -1);
    expect(after?.flags).not.toContain("frozen-reading");
  });
  it("gives the same energy as if what it showed then had not been recorded", () => {
    const values = shown(5, { diesAt: 527 });
    const [dead] = measured(values, [13]);
    const [gap] = measured(values.map((value, k) => (k > 527 ? Number.NaN : value)));
    expect(dead?.coverage).toBeCloseTo(gap?.coverage ?? 0, 9);
    expect(dead?.samples).toBe(gap?.samples);
    expect(dead?.energy?.value).toBeCloseTo(gap?.energy?.value ?? 0, 6);
    expect(dead?.flags).toContain("gap-scaled");
  });
});
