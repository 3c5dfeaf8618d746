import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowClock, type Stretch } from "./row-clock.js";

/** A meter with a clock of its own, and a line with jitter between it and us. */
interface Line {
  readonly seconds: number;
  readonly rows: number;
  readonly skew: number;
  /** Rows come in pieces of so many. */
  readonly piece: number;
  readonly delay: (at: number) => number;
}

/** Numbers that look random and are the same every time. */
function dice(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

const LEAST_DELAY = 0.0003;
const exponential = (mean: number, random: () => number) => () => LEAST_DELAY - mean * Math.log(random());
const flushTimer = (every: number) => (at: number) => LEAST_DELAY + every - ((at + 0.0041) % every);

/** Places the rows as the probe does: learns from what has come, at most once in 0.1 s. */
function run({ seconds, rows, skew, piece, delay }: Line, clock = new RowClock()) {
  const count = seconds * rows;
  const taken = Float64Array.from({ length: count }, (_, i) => 1000 + i / rows);
  const device = taken.map((at) => (at - 1000) * (1 + skew));
  const arrivals: { row: number; host: number }[] = [];
  for (let row = piece - 1; row < count; row += piece) {
    const at = taken[row] ?? 0;
    arrivals.push({ row, host: Math.max(at + delay(at), (arrivals.at(-1)?.host ?? 0) + 1e-6) });
  }
  const placed: number[] = [];
  let pending: typeof arrivals = [];
  let due = 1001;
  for (const arrival of arrivals) {
    pending.push(arrival);
    if (arrival.host < due && arrival !== arrivals.at(-1)) continue;
    const first = placed.length;
    const stretch: Stretch = {
      device: device.slice(first, arrival.row + 1),
      ends: pending.map(({ row, host }) => ({ row: row - first, host })),
    };
    clock.learn(stretch);
    placed.push(...clock.place(stretch));
    pending = [];
    due = arrival.host + 0.1;
  }
  return { placed, taken: [...taken], arrivals };
}

const errors = ({ placed, taken }: ReturnType<typeof run>, from: number) =>
  placed.flatMap((at, i) => ((taken[i] ?? 0) - 1000 < from ? [] : [at - (taken[i] ?? 0)]));

function problems({ placed, arrivals }: ReturnType<typeof run>): readonly string[] {
  let piece = 0;
  return placed.flatMap((at, i) => {
    while ((arrivals[piece]?.row ?? Number.POSITIVE_INFINITY) < i) piece++;
    const arrived = arrivals[piece]?.host ?? Number.POSITIVE_INFINITY;
    const before = placed[i - 1] ?? Number.NEGATIVE_INFINITY;
    return [
      ...(at > before ? [] : [`${i} before ${i - 1}`]),
      ...(at > arrived + 1e-6 ? [`${i} after its arrival`] : []),
    ];
  });
}

describe("rows with the meter's own clock", () => {
  const line = fc.record({
    rows: fc.constantFrom(10, 100, 1000),
    skew: fc.double({ min: -0.005, max: 0.005, noNaN: true }),
    piece: fc.integer({ min: 1, max: 25 }),
    seed: fc.integer(),
    jitter: fc.constantFrom(0.0001, 0.001, 0.03),
  });

  it("are in order and never after their arrival, whatever the jitter", () => {
    fc.assert(
      fc.property(line, ({ jitter, seed, ...rest }) => {
        expect(problems(run({ seconds: 8, ...rest, delay: exponential(jitter, dice(seed)) }))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("keep their distances: what jitters is the arrival, not the instant", () => {
    const result = run({ seconds: 60, rows: 1000, skew: 37e-6, piece: 10, delay: exponential(0.001, dice(7)) });
    const steps = result.placed.slice(10_001).map((at, i) => at - (result.placed[i + 10_000] ?? 0));
    expect(Math.max(...steps.map((step) => Math.abs(step * 1000 - 1)))).toBeLessThan(0.0012);
  });

  // measurement.md 8, vector 5: 37 ppm, exponential jitter of 1 ms, 100 a second, 60 s
  it("stand where the least delayed arrivals put them", () => {
    const result = run({ seconds: 60, rows: 100, skew: 37e-6, piece: 1, delay: exponential(0.001, dice(3)) });
    const late = errors(result, 20).map((error) => error - LEAST_DELAY);
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(100e-6);
  });

  it("follow an oscillator that is far off", () => {
    const result = run({ seconds: 120, rows: 100, skew: -0.004, piece: 1, delay: exponential(0.001, dice(5)) });
    expect(Math.max(...errors(result, 60).map((error) => Math.abs(error - LEAST_DELAY)))).toBeLessThan(500e-6);
  });

  it("are little moved by an adapter that flushes every 16 ms", () => {
    const result = run({ seconds: 60, rows: 100, skew: 20e-6, piece: 1, delay: flushTimer(0.016) });
    expect(Math.max(...errors(result, 20).map((error) => Math.abs(error - LEAST_DELAY)))).toBeLessThan(0.003);
  });

  it("are told when the clock fell behind for good", () => {
    const clock = new RowClock();
    run({ seconds: 10, rows: 100, skew: 0, piece: 1, delay: () => LEAST_DELAY }, clock);
    expect(clock.jumped()).toBe(false);
    const late: Stretch = {
      device: Float64Array.from({ length: 600 }, (_, i) => 10 + i / 100),
      ends: Array.from({ length: 600 }, (_, row) => ({ row, host: 1010.05 + row / 100 })),
    };
    clock.learn(late);
    expect(clock.jumped()).toBe(true);
    expect(clock.jumped()).toBe(false);
  });

  it.each([1000, 0.001, 2.4, 1.1])("are refused when their clock runs %d times as fast", (factor) => {
    expect(() => run({ seconds: 70, rows: 10, skew: factor - 1, piece: 1, delay: () => LEAST_DELAY })).toThrow(
      expect.objectContaining({ code: "PROBE_DIED" }),
    );
  });

  it("know a stamp from the future", () => {
    const clock = new RowClock();
    run({ seconds: 5, rows: 100, skew: 0, piece: 1, delay: () => LEAST_DELAY }, clock);
    expect([clock.isEarly(5.5, 1005), clock.isEarly(50, 1005)]).toEqual([false, true]);
  });
});
