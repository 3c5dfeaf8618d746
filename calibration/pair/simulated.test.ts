import { describe, expect, it } from "vitest";
import simulated from "../../probes/simulated/probe.js";
import { student95 } from "../../src/core/stats.js";
import { collectFor, column, instants } from "../../test/contract/collect.js";
import { inlinePoll } from "../../test/contract/inline-poll.js";
import { ManualClock } from "../../test/contract/manual-clock.js";
import { align } from "./align.js";
import { pairPoints } from "./points.js";
import { findSteps } from "./steps.js";

const truth = { aW: 0.6, bV: 0.045, cOhm: 9e-4, outputV: 1 };
const levelsW = [40, 4, 60, 12, 25, 1, 80, 18, 50, 8, 40];

/** Output current and input power of the simulated regulator, taken for `seconds`. */
async function record(lagS: number, seed: number) {
  const clock = new ManualClock();
  const host = { root: "/nowhere", clock, poll: inlinePoll({ root: "/nowhere", clock }) };
  const regulator = { ...truth, lagS };
  const waveform = { type: "stairs", levelsW, dwellS: 6 };
  const settings = simulated.settings.parse({ regulator, waveform, noiseSdW: 0.2, periodMs: 10, seed });
  const probe = await simulated.open(settings, host, {});
  const start = clock.now();
  const batches = await collectFor(probe, clock, 6 * levelsW.length - 0.1);
  const at = Float64Array.from(instants(batches), (time) => Number(time - start));
  const trace = (index: number) => ({
    at,
    values: Float64Array.from(column(batches, index)),
    periodS: 0.01,
    windowS: 0,
  });
  return { amperes: trace(1), watts: trace(2) };
}

describe("the simulated regulator's own rails", () => {
  it.each([0, 0.73, -1.2])(
    "give points on its stated loss, within what these say of themselves (lag %s s)",
    async (lagS) => {
      let [inside, all] = [0, 0];
      for (const seed of [1, 2, 3]) {
        const { amperes, watts } = await record(lagS, seed);
        const found = align(amperes, watts);
        expect(Math.abs(found.lagS - lagS)).toBeLessThan(0.011);
        const traces = [
          { trace: amperes, lagS: 0 },
          { trace: watts, lagS: found.lagS },
        ] as const;
        const { points, excluded } = pairPoints(traces, findSteps(traces, { minDwellS: 3 }), { minSteadyS: 3 });
        expect([points.length, excluded]).toEqual([levelsW.length, []]);
        for (const {
          values: [current, power],
        } of points) {
          if (current === undefined || power === undefined) throw new Error("a value is missing");
          const slope = truth.outputV + truth.bV + 2 * truth.cOhm * current.mean;
          const expected = truth.aW + (truth.outputV + truth.bV) * current.mean + truth.cOhm * current.mean ** 2;
          const u = Math.hypot(power.u, slope * current.u);
          expect(Math.abs(power.mean - expected)).toBeLessThan(5 * u);
          inside += Math.abs(power.mean - expected) < student95(Math.min(power.dof, current.dof)) * u ? 1 : 0;
          all++;
        }
      }
      expect(inside / all).toBeGreaterThan(0.85);
    },
  );
});
