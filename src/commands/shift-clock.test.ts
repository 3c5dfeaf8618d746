import { describe, expect, it } from "vitest";
import type { NamedProbe } from "../acquire/open.js";
import type { Rail } from "../core/rail.js";
import { ShiftClock } from "./shift-clock.js";
import { rail } from "./testing/recording.js";

const probes = (...rails: readonly Rail[]): readonly NamedProbe[] => [
  {
    name: "meter",
    settings: {},
    open: {
      device: "board",
      rails,
      totals: [],
      findings: [],
      batches: () => [] as never,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  } as NamedProbe,
];
const clock = { now: () => 7_000_000_000n, wall: () => 0, until: () => Promise.resolve() };
const batch = (times: readonly number[], watts: readonly number[]) => ({
  probe: "meter",
  at: BigInt64Array.from(times, (t) => BigInt(Math.round(t * 1e9))),
  columns: [Float64Array.from(watts)],
  gaps: [],
});
const boxcar = (width: number) => ({ kind: "boxcar", width }) as const;

describe("starts in a sensor's period", () => {
  it("lie one step apart, counted from where its value last changed, within a second's pause", () => {
    for (let seed = 0; seed < 100; seed++) {
      const shifts = new ShiftClock(probes(rail("GPU", { period: 0.1, window: boxcar(0.025) })), { shifts: 8, seed });
      shifts.add(batch([6.013, 6.033, 6.053], [50, 51, 51]));
      for (let shift = 0; shift < 8; shift++) {
        const { at } = shifts.next(shift, clock);
        expect(Number((at - 6_033_000_000n) % 100_000_000n) / 1e6).toBe((25 * shift) % 100);
        expect(Number(at - clock.now()) / 1e9).toBeGreaterThanOrEqual(0);
        expect(Number(at - clock.now()) / 1e9).toBeLessThan(1.1);
      }
    }
  });
  it("are those of the rail with the longest period that looks part of the time", () => {
    const slow = rail("slow", { period: 1, window: boxcar(1) });
    const { plan } = new ShiftClock(probes(rail("fast"), slow, rail("GPU", { period: 0.1, window: boxcar(0.02) })), {
      shifts: 4,
      seed: 1,
    });
    expect(plan).toMatchObject({ period: 0.1, width: 0.02, step: 0.025 });
  });
  it("are refused where nothing would change by them, an estimate least of all", () => {
    const all = probes(rail("a", { window: boxcar(0.01) }), rail("model", { point: "estimate" }));
    expect(() => new ShiftClock(all, { shifts: 4, seed: 1 })).toThrow(/--phase-shift changes nothing/);
  });
});
