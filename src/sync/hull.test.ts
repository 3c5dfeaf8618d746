import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HullClock } from "./hull.js";
import { type Jitter, lateness, simulate, truth } from "./testing/jitter.js";

const TRIALS = 120;
const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

function fitted(device: Float64Array, host: Float64Array, options = {}) {
  const clock = new HullClock(options);
  clock.push(device, host);
  const mapping = clock.fit();
  if (mapping === undefined) throw new Error("no line");
  return { mapping, line: mapping.lines[0] ?? expect.fail("no line") };
}

function trials(jitter: Jitter, span: number) {
  const results = Array.from({ length: TRIALS }, (_, seed) => {
    const { device, host } = simulate(jitter, span, seed + 1);
    const { mapping, line } = fitted(device, host);
    return { mapping, line, skew: line.skew - truth.skew, late: lateness(mapping.host(line.middle), line.middle) };
  });
  return { results, skewPpm: 1e6 * rms(results.map(({ skew }) => skew)), lates: results.map(({ late }) => late * 1e6) };
}

describe("the table of measurement.md 3.2, column hull", () => {
  it.each([
    ["exponential", 60, 0.021, 0.3],
    ["frame", 60, 0.022, 0.3],
    ["stalls", 60, 0.004, 0.1],
    ["exponential", 600, 0.0002, 0.05],
    ["frame", 600, 0.0002, 0.05],
    ["stalls", 600, 0.0001, 0.05],
  ] as const)(
    "%s over %d s: skew %d ppm, offset %d us late",
    (jitter, span, ppm, bias) => {
      const { skewPpm, lates } = trials(jitter, span);
      expect(skewPpm).toBeLessThan(1.25 * ppm);
      expect(Math.abs(mean(lates) - bias)).toBeLessThan(0.1);
    },
    60_000,
  );

  it("exponential: every trial within .1 ppm and 3 us (vector 5), inside twice its uncertainty in 9 of 10", () => {
    const { results } = trials("exponential", 60);
    expect(results.filter(({ skew, late }) => Math.abs(skew) >= 1e-7 || Math.abs(late) >= 3e-6)).toEqual([]);
    const known = results.filter(
      ({ line, skew, late }) => Math.abs(skew) < 2 * line.skewWithin && late < 2 * line.offsetWithin,
    );
    expect(known.length).toBeGreaterThan(0.9 * TRIALS);
  });

  it("a flush timer of 16 ms: late by a phase of the 2-ms comb, recognised, and covered by what is stated", () => {
    const { results, skewPpm, lates } = trials("flush", 60);
    expect(skewPpm).toBeLessThan(0.14);
    expect(Math.abs(mean(lates) - 885)).toBeLessThan(350);
    expect(results.every(({ mapping }) => mapping.flushPeriod === 16e-3)).toBe(true);
    expect(results.every(({ mapping, line, late }) => late < 2 * mapping.within(line.middle))).toBe(true);
  });

  it("no other delay is taken for a flush timer", () => {
    for (const jitter of ["exponential", "frame", "stalls"] as const)
      expect(trials(jitter, 60).results.filter(({ mapping }) => mapping.flushPeriod !== undefined)).toEqual([]);
  });
});

describe("HullClock, when arrivals are bad", () => {
  const good = () => simulate("exponential", 60, 7);
  const isRight = ({ mapping, line }: ReturnType<typeof fitted>) => {
    expect(Math.abs(line.skew - truth.skew)).toBeLessThan(1e-7);
    expect(Math.abs(lateness(mapping.host(line.middle), line.middle))).toBeLessThan(3e-6);
  };

  it("leaves out two stamps that came too early, and says how many", () => {
    const { device, host } = good();
    for (const k of [500, 4000]) host[k] = (host[k] ?? 0) - 0.05;
    const result = fitted(device, host);
    isRight(result);
    expect(result.mapping.early).toBe(2);
  });

  it("refuses what is no number, what is out of order and what is seconds early, and loses nothing else", () => {
    const { device, host } = good();
    host[10] = Number.NaN;
    device[20] = Number.POSITIVE_INFINITY;
    device[30] = 1e300;
    device[40] = (device[40] ?? 0) - 5;
    host[50] = (host[50] ?? 0) - 10;
    const result = fitted(device, host);
    isRight(result);
    expect(result.mapping).toMatchObject({ taken: 5995, rejected: 5 });
  });

  it("forgives a stall of 10 s, bursts of 1,000 and duplicates", () => {
    const { device, host } = good();
    for (let k = 2000; k < 3000; k++) host[k] = host[3000] ?? 0;
    for (let k = 4000; k < 5000; k++) host[k] = host[4999] ?? 0;
    device[100] = device[99] ?? 0;
    isRight(fitted(device, host));
  });

  it("has no line of nothing, of one stamp, and of one instant", () => {
    for (const stamps of [[], [1], [1, 1, 1], [Number.NaN]]) {
      const clock = new HullClock();
      clock.push(Float64Array.from(stamps), Float64Array.from(stamps));
      expect(clock.fit()).toBeUndefined();
    }
  });

  it("states the hidden delay apart, and only if told", () => {
    const { device, host } = good();
    expect(fitted(device, host).mapping.hiddenDelayWithin).toBeUndefined();
    expect(fitted(device, host, { mostHiddenDelay: 1e-3 }).mapping.hiddenDelayWithin).toBe(0.5e-3);
  });

  it("bends with a crystal that drifts, without a jump where lines join", () => {
    const device = Float64Array.from({ length: 72_000 }, (_, k) => k / 10);
    const truly = (x: number) => x + 20e-6 * x + 2e-3 * Math.sin((2 * Math.PI * x) / 7200);
    const { mapping } = fitted(device, device.map(truly));
    expect(mapping.lines.length).toBeGreaterThan(20);
    for (let x = 400; x < 6800; x += 7) expect(Math.abs(mapping.host(x) - truly(x))).toBeLessThan(150e-6);
    for (const { middle } of mapping.lines)
      expect(Math.abs(mapping.host(middle + 1e-6) - mapping.host(middle - 1e-6))).toBeLessThan(1e-5);
  });
});

describe("the line", () => {
  const stamps = fc.array(
    fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true })),
    {
      minLength: 2,
      maxLength: 100,
    },
  );
  const columns = (list: readonly (readonly [number, number])[]) => {
    let x = 0;
    const device = Float64Array.from(list, ([step]) => (x += step));
    return { device, host: device.map((at, k) => at + (list[k]?.[1] ?? 0)) };
  };

  it("lies under every arrival", () => {
    fc.assert(
      fc.property(stamps, (list) => {
        const { device, host } = columns(list);
        const { mapping } = fitted(device, host);
        for (const [k, x] of device.entries()) expect(mapping.host(x)).toBeLessThanOrEqual((host[k] ?? 0) + 1e-9);
      }),
    );
  });

  it("is never lowered at its middle by more delay, and does not move when a stamp above it is delayed", () => {
    fc.assert(
      fc.property(
        stamps,
        fc.array(fc.double({ min: 0, max: 0.4, noNaN: true }), { minLength: 100, maxLength: 100 }),
        (list, more) => {
          const { device, host } = columns(list);
          const before = fitted(device, host);
          const later = fitted(
            device,
            host.map((y, k) => y + (more[k] ?? 0)),
          );
          const { middle } = before.line;
          expect(later.mapping.host(middle)).toBeGreaterThanOrEqual(before.mapping.host(middle) - 1e-9);
          const above = host.map((y, k) => (y > before.mapping.host(device[k] ?? 0) + 1e-6 ? y + (more[k] ?? 0) : y));
          expect(fitted(device, above).mapping.host(middle)).toBeCloseTo(before.mapping.host(middle), 9);
        },
      ),
    );
  });

  it("goes on from before -1e127 to 0, where a bucket's end is lost in rounding", () => {
    for (const [first, next] of [
      [-1.678846258076018e127, 0],
      [-1e20, -0],
      [-1e300, 5e-324],
      [-1.7e308, 1.7e308],
    ] as const) {
      const clock = new HullClock();
      clock.push(Float64Array.of(first, next), Float64Array.of(first, next));
      expect(clock.counts).toEqual({ taken: 2, rejected: 0 });
      clock.fit();
    }
  });

  it("takes any numbers without a throw and counts every pair", () => {
    const wild = fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 200 });
    fc.assert(
      fc.property(wild, (pairs) => {
        const clock = new HullClock();
        clock.push(
          Float64Array.from(pairs, ([x]) => x),
          Float64Array.from(pairs, ([, y]) => y),
        );
        clock.fit();
        expect(clock.counts.taken + clock.counts.rejected).toBe(pairs.length);
      }),
    );
  });
});
