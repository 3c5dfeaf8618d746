import { describe, expect, it } from "vitest";
import type { Samples } from "../core/batch.js";
import { Random } from "../core/random.js";
import { deviceClock } from "./device-clock.js";
import { retimed } from "./retimed.js";

const SKEW = 37e-6;
const LEAST = 2e-3;

/** What a device does to its stamps, and the link to its arrivals, by the true time of a sample. */
interface Told {
  readonly seconds?: number;
  readonly rate?: number;
  readonly seed?: number;
  readonly stamp?: (device: number) => number;
  readonly arrival?: (came: number, true_: number) => number;
}

/** A device that is read over a link of 2 ms and more: what a recording holds of it, and when samples were taken. */
function recorded({ seconds = 60, rate = 100, seed = 1, stamp = (x) => x, arrival = (came) => came }: Told) {
  const random = new Random(seed);
  const truly = Float64Array.from({ length: seconds * rate }, (_, k) => 100 + k / rate);
  let last = 0;
  const came = truly.map((at) => {
    const delayed = arrival(at + LEAST - 1e-3 * Math.log(1 - random.uniform()), at);
    last = Math.max(last, delayed);
    return last;
  });
  // placed live a little late, so that times differ from the truth and still increase
  const at = truly.map((t, k) => 1e9 * Math.min(t + 0.5 * LEAST + 1e-6 * k, came[k] ?? 0));
  const delay = came.map((c, k) => c - (at[k] ?? 0) / 1e9);
  const own = truly.map((t) => stamp((t - 100) / (1 + SKEW)));
  return { truly, at, columns: [truly.map(() => 5), own, delay] };
}

function* chunks({ at, columns }: Pick<ReturnType<typeof recorded>, "at" | "columns">): Generator<Samples> {
  for (let from = 0; from < at.length; from += 1000) {
    const part = (column: Float64Array) => column.subarray(from, from + 1000);
    yield { length: part(at).length, at: part(at), columns: columns.map(part) };
  }
}

/** The chunks' buffer is used again and again. */
function instants(samples: Iterable<Samples>): number[] {
  const at: number[] = [];
  for (const chunk of samples) at.push(...chunk.at.subarray(0, chunk.length));
  return at;
}

function mapped(told: Told) {
  const device = recorded(told);
  const clock = deviceClock(chunks(device), { stamp: 1, delay: 2 }) ?? expect.fail("no clock");
  const at = instants(retimed(chunks(device), clock));
  const late = at.map((t, k) => t / 1e9 - (device.truly[k] ?? 0) - LEAST);
  return { clock, at, late, segments: clock.segments.map(({ begin }) => begin), device };
}

const worst = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("a device's clock over a recording", () => {
  it("of 120 seeds: skew within .1 ppm, every sample within 5 us of its instant, least delay left out (vector 5)", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const { clock, late } = mapped({ seed });
      const line = clock.main?.mapping?.lines[0] ?? expect.fail("no line");
      expect(Math.abs(line.skew - SKEW)).toBeLessThan(1e-7);
      expect(worst(late)).toBeLessThan(8e-6);
      expect(worst(late)).toBeLessThan(4 * clock.within(100, 160));
    }
  });

  it("takes half of what bounds the hidden delay off, and is as uncertain as that", () => {
    const device = recorded({});
    const clock = deviceClock(chunks(device), { stamp: 1, delay: 2, mostHiddenDelay: 4e-3 }) ?? expect.fail("none");
    const [chunk] = retimed(chunks(device), clock);
    expect(clock.hiddenDelay).toBe(2e-3);
    expect(Math.abs((chunk?.at[500] ?? 0) / 1e9 - (device.truly[500] ?? 0))).toBeLessThan(1e-5);
  });

  it("stays one segment through a stall of 10 s, arrivals in bursts of 1,000 and a busy computer", () => {
    const stall = mapped({ arrival: (came, t) => (t > 120 && t < 130 ? 130.002 : came) });
    expect(stall.segments).toEqual(["first"]);
    expect(stall.clock.longestPause).toBeGreaterThan(9.9);
    expect(worst(stall.late)).toBeLessThan(1e-5);
    // the last of each burst came as it was taken
    const bursts = mapped({
      seconds: 600,
      arrival: (_, t) => 110 + 10 * Math.floor((t - 100 + 1e-6) / 10) - 0.01 + LEAST,
    });
    expect(bursts.segments).toEqual(["first"]);
    expect(worst(bursts.late)).toBeLessThan(1e-5);
    const busy = mapped({ arrival: (came, t) => came + (t % 7 < 4 ? 0.05 : 0) });
    expect(busy.segments).toEqual(["first"]);
    expect(worst(busy.late)).toBeLessThan(1e-4);
  });

  it.each([
    ["stepped back by half a second", (x: number) => (x < 30 ? x : x - 0.5), "went-back"],
    ["reset to zero", (x: number) => (x < 30 ? x : x - 30), "went-back"],
    ["set ahead by an hour", (x: number) => (x < 30 ? x : x + 3600), "leapt-ahead"],
    ["set ahead by 100 ms", (x: number) => (x < 30 ? x : x + 0.1), "leapt-ahead"],
    ["that missed 200 ms for good", (x: number) => (x < 30 ? x : x < 30.2 ? 30 : x - 0.2), "fell-behind"],
  ] as const)("%s: two segments, no sample mapped across", (_what, stamp, begin) => {
    const { segments, late, at } = mapped({ stamp });
    expect(segments).toEqual(["first", begin]);
    // but for those during which the clock stood still
    expect(worst(late.filter((_l, k) => k < 2990 || k > 3020))).toBeLessThan(3e-5);
    for (let k = 1; k < at.length; k++) expect(at[k]).toBeGreaterThan(at[k - 1] ?? 0);
  });

  it("of a device that rebooted and was away for 20 s has two segments, the short one with the skew of the long", () => {
    const device = recorded({ seconds: 60, stamp: (x) => (x < 50 ? x : x - 50) });
    const away =
      ({ length }: { length: number }) =>
      (k: number) =>
        k < 3000 || k >= 5000 || k >= length;
    const keep = <T extends Float64Array>(column: T) => column.filter((_, k) => away(column)(k));
    const part = { at: keep(device.at), columns: device.columns.map(keep) };
    const clock = deviceClock(chunks(part), { stamp: 1, delay: 2 }) ?? expect.fail("none");
    const [first, second] = clock.segments.map(({ mapping }) => mapping?.lines[0]?.skew);
    expect(clock.segments).toHaveLength(2);
    expect(second).toBe(first);
    const at = instants(retimed(chunks(part), clock));
    const truly = keep(device.truly);
    expect(worst(at.map((t, k) => t / 1e9 - (truly[k] ?? 0) - LEAST))).toBeLessThan(1e-4);
  });

  it("keeps its own placement where too few stamps follow a reset, or all came at once", () => {
    const few = mapped({ seconds: 60, stamp: (x) => (x < 59.9 ? x : x - 50) });
    expect(few.clock.segments[1]?.mapping).toBeUndefined();
    expect(few.at.slice(-5)).toEqual([...few.device.at.slice(-5)]);
    const device = recorded({ seconds: 1, arrival: () => 101.5 });
    expect(deviceClock(chunks(device), { stamp: 1, delay: 2 })?.main).toBeUndefined();
  });

  it("is none where a count begins anew all the time, or there is no stamp", () => {
    expect(deviceClock(chunks(recorded({ stamp: (x) => -x })), { stamp: 1, delay: 2 })).toBeUndefined();
    expect(deviceClock(chunks(recorded({ stamp: () => Number.NaN })), { stamp: 1, delay: 2 })).toBeUndefined();
    expect(deviceClock(chunks(recorded({})), { stamp: 7, delay: 2 })).toBeUndefined();
  });
});
