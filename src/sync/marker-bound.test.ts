import { describe, expect, it } from "vitest";
import type { Marker } from "../core/marker.js";
import { Random } from "../core/random.js";
import { nanoseconds } from "../core/units.js";
import { EdgeFinder, latenessBound, returnedEdges } from "./marker-bound.js";

const begin = nanoseconds(1000);
const marker = (kind: Marker["kind"], seconds: number, within = 1e-5): Marker => ({
  kind,
  name: "command",
  sent: begin + nanoseconds(seconds),
  within,
});

describe("markers that come back in a stream", () => {
  it("bound how late its samples stand, over 200 seeds of period, lateness and way out", () => {
    const widths: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const period = 5e-5 * (1 + 200 * random.uniform());
      const late = 0.003 * random.uniform();
      const sent = Array.from({ length: 6 }, (_, k) => {
        const at = 1 + k + random.uniform();
        const outbound = 0.001 * random.uniform();
        const error = (2 * random.uniform() - 1) * 1e-5;
        // the set that goes out next has the bit; its conversions began up to a period before
        const taken = at + outbound + (random.uniform() - 1) * period;
        return { ...marker("begin", at + error), returned: { at: begin + nanoseconds(taken + late), clock: 0 } };
      });
      const bound = latenessBound(returnedEdges(sent), period);
      expect(bound?.least).toBe(0);
      expect(bound?.most).toBeGreaterThanOrEqual(late);
      widths.push((bound?.most ?? Number.NaN) - late - period);
    }
    // the quickest of six ways out of up to a millisecond, and the write
    expect(widths.sort((a, b) => a - b)[100]).toBeLessThan(3e-4);
  });

  it("say nothing when none came back, and show by an impossible bound that the clock was not followed", () => {
    expect(latenessBound([], 0.01)).toBeUndefined();
    expect(returnedEdges([marker("begin", 1)])).toEqual([]);
    const early = { ...marker("begin", 1), returned: { at: begin + nanoseconds(0.5), clock: 0 } };
    const bound = latenessBound(returnedEdges([early]), 0.01);
    expect(bound?.most).toBeLessThan(bound?.least ?? 0);
  });
});

/** A line that goes up at 1 s and down at 2 s, sampled as means of the period before, each standing `late` seconds late. */
function sampled(
  finder: EdgeFinder,
  { period, late, noise, random }: Record<"period" | "late" | "noise", number> & { random: Random },
) {
  for (let t = random.uniform() * period; t < 3; t += period) {
    const share = Math.max(0, Math.min(t, 2) - Math.max(t - period, 1)) / period;
    finder.add((t + late) * 1e9, 3.3 * share + noise * (random.uniform() - 0.5));
  }
}

describe("edges in a channel", () => {
  it("bound from both sides how late samples stand, over 200 seeds", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const period = 0.001 + 0.05 * random.uniform();
      const late = 0.02 * random.uniform();
      const finder = new EdgeFinder([marker("end", 2), marker("begin", 1)], begin);
      sampled(finder, { period, late, noise: 0.5, random });
      const edges = finder.edges();
      expect(edges).toHaveLength(2);
      const bound = latenessBound(edges, period);
      expect(bound?.least).toBeLessThanOrEqual(late);
      expect(bound?.most).toBeGreaterThanOrEqual(late);
      expect((bound?.most ?? Number.NaN) - (bound?.least ?? Number.NaN)).toBeLessThan(3 * period + 1e-4);
    }
  });

  it("are not found where nothing is wired: a constant, noise, or another's edge", () => {
    const finder = (level: (k: number) => number) => {
      const one = new EdgeFinder([marker("end", 2), marker("begin", 1)], begin);
      for (let k = 0; k < 300; k++) one.add((k / 100) * 1e9, level(k));
      return one.edges();
    };
    const random = new Random(1);
    expect(finder(() => 3.3)).toEqual([]);
    expect(finder(() => random.uniform())).toEqual([]);
    expect(finder((k) => (k > 10 ? 3.3 : 0))).toEqual([]);
    expect(finder(() => Number.NaN)).toEqual([]);
  });
});
