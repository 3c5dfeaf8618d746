import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HullClock } from "./hull.js";
import { simulate, truth } from "./testing/jitter.js";
import { type StampCounter, StampUnwrapper } from "./unwrap-stamps.js";

const micros = { bits: 32, ticksPerSecond: 1e6 };
const short = { bits: 16, ticksPerSecond: 1e3 };

/** Pushes pairs of ticks (not yet wrapped) and host seconds; kind, segment and seconds of each. */
function unwrap(counter: StampCounter, pairs: readonly (readonly [number, number])[]) {
  const unwrapper = new StampUnwrapper(counter);
  return pairs.map(([ticks, host]) => {
    const kind = unwrapper.push(ticks % 2 ** counter.bits, host);
    return { kind, segment: unwrapper.segment, seconds: unwrapper.seconds };
  });
}
const kinds = (results: readonly { kind: string }[]) => results.map(({ kind }) => kind).join(" ");

describe("StampUnwrapper", () => {
  it("counts on over wraps and over stalls of many periods, for any width", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), steps, (start, gaps) => {
        let ticks = start;
        const pairs = [start, ...gaps.map((gap) => (ticks += gap))].map((at) => [at, at / 1e3] as const);
        for (const [k, { kind, segment, seconds }] of unwrap(short, pairs).entries()) {
          expect([kind, segment]).toEqual([k === 0 ? "first" : "next", 0]);
          expect(seconds).toBeCloseTo(((pairs[k]?.[0] ?? 0) - start) / 1e3, 6);
        }
      }),
    );
  });

  it("begins a segment when a wide counter restarts after a pause", () => {
    const results = unwrap(micros, [
      [3e9, 0],
      [3.001e9, 1e-3],
      [5, 2],
      [1005, 2.001],
    ]);
    expect(kinds(results)).toBe("first next reset next");
    expect(results[3]).toMatchObject({ segment: 1, seconds: 1e-3 });
  });

  it("tells a straggler from a clock that was set back", () => {
    const straggler = unwrap(micros, [
      [1e6, 0],
      [2e6, 1],
      [1.9e6, 1],
      [3e6, 2],
    ]);
    expect(kinds(straggler)).toBe("first next out-of-order next");
    const set = unwrap(micros, [
      [10e6, 0],
      [11e6, 1],
      [1e6, 1.1],
      [1.1e6, 1.2],
      [1.2e6, 1.3],
      [1.3e6, 1.4],
    ]);
    expect(kinds(set)).toBe("first next out-of-order out-of-order reset next");
  });

  it("takes a clock set forward by seconds for a reset, and a burst of 1,000 after a stall of 10 s for none", () => {
    expect(
      kinds(
        unwrap(micros, [
          [0, 0],
          [1e6, 1],
          [9e6, 2],
        ]),
      ),
    ).toBe("first next reset");
    const burst = Array.from({ length: 1000 }, (_, k) => [k * 1e4, k === 0 ? 0 : 10] as const);
    expect(new Set(unwrap(micros, burst).map(({ segment }) => segment))).toEqual(new Set([0]));
  });

  it("adds no wraps to a pause in which the device holds its stamps", () => {
    const counter = { bits: 10, ticksPerSecond: 1e6, held: 5e-3 };
    const pairs = Array.from({ length: 100 }, (_, k) => [k * 50, 4e-3 * Math.ceil((k * 50e-6) / 4e-3)] as const);
    expect(unwrap(counter, pairs).at(-1)?.seconds).toBeCloseTo(99 * 50e-6, 9);
    const stall = unwrap(counter, [...pairs, [99 * 50 + 102_400 + 50, 8e-3 + 102.45e-3]]);
    expect(stall.at(-1)?.seconds).toBeCloseTo(99 * 50e-6 + 102.45e-3, 2);
  });

  it("keeps duplicates, and takes any numbers without a throw, time never going back in a segment", () => {
    expect(
      kinds(
        unwrap(micros, [
          [7, 0],
          [7, 0],
        ]),
      ),
    ).toBe("first next");
    const any = fc.array(fc.tuple(fc.oneof(fc.double(), fc.nat(2 ** 16 - 1)), fc.double()));
    fc.assert(
      fc.property(any, (pairs) => {
        const unwrapper = new StampUnwrapper(short);
        let [segment, seconds] = [-1, 0];
        for (const [count, host] of pairs) {
          const kind = unwrapper.push(count, host);
          if (unwrapper.segment === segment) expect(unwrapper.seconds).toBeGreaterThanOrEqual(seconds);
          if (!(count >= 0 && count < 2 ** 16 && Number.isInteger(count))) expect(kind).toBe("rejected");
          [segment, seconds] = [unwrapper.segment, unwrapper.seconds];
        }
      }),
    );
  });

  it("gives each segment of a device that restarts in the middle a line as good as any", () => {
    const { device, host } = simulate("exponential", 120, 3);
    const unwrapper = new StampUnwrapper(micros);
    const clocks = [new HullClock(), new HullClock()];
    for (const [k, x] of device.entries()) {
      const ticks = Math.round(1e6 * (x - (k < 6000 ? 0 : (device[6000] ?? 0))));
      if (["out-of-order", "rejected"].includes(unwrapper.push(ticks, host[k] ?? 0))) continue;
      clocks[unwrapper.segment]?.push(Float64Array.of(unwrapper.seconds), Float64Array.of(host[k] ?? 0));
    }
    for (const clock of clocks) expect(Math.abs((clock.fit()?.lines[0]?.skew ?? 1) - truth.skew)).toBeLessThan(1e-7);
  });
});
