import { describe, expect, it } from "vitest";
import { patternLoad } from "../characterize/pattern.js";
import { responseTo } from "../characterize/response.js";
import { Random } from "../core/random.js";
import type { PulseEdge } from "../core/recording.js";
import { summarize } from "./summarize.js";
import { syncsOf } from "./summarize-sync.js";
import { pulseChip, pulseChips } from "./sync-pulse.js";
import { execution, ns, rail, recording } from "./testing/recording.js";

const GPU = rail("GPU");
const chipS = pulseChip([GPU]);
const pulse = (startS: number) => patternLoad(pulseChips, { startS, chipS });
const edges = (name: string, startS: number): PulseEdge[] => {
  const { atS, level } = pulse(startS);
  return Array.from(atS, (at, k) => ({
    type: "pulse-edge",
    pulse: name,
    at: ns(at),
    within: 1e-4,
    level: level[k] ?? 0,
  }));
};

interface Given {
  readonly delayS: number;
  /** Watts that the load adds. */
  readonly fullW?: number;
  readonly after?: number;
  readonly seed?: number;
  readonly u?: number;
}

/** 20 W and the pulses at 2 s and 20 s, with the command's 100 W from 10 s to 15 s, all seen `delayS` late. */
function late({ delayS, fullW = 50, after = delayS, seed = 1, u }: Given) {
  const random = new Random(seed);
  const [first, second] = [pulse(2), pulse(20)].map((load, k) =>
    responseTo(load, { delayS: k === 0 ? delayS : after, windowS: 0, lagS: 0 }),
  );
  const own = u === undefined ? {} : { delay: { seconds: 0, u } };
  return recording({
    rails: [rail("GPU", own)],
    totals: [],
    seconds: 30,
    executions: [execution(0, 10, 15)],
    events: [...edges("sync-before", 2), ...edges("sync-after", 20)],
    watts: (s) => {
      const load = s - delayS >= 10 && s - delayS < 15 ? 100 : 0;
      return 20 + load + fullW * ((first?.(s) ?? 0) + (second?.(s) ?? 0)) + 2 * random.normal();
    },
  });
}

describe("sync pulses", () => {
  it("find the delay within what they say, in at least 90 of 100 trials", () => {
    let covered = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const delayS = -0.05 + 0.003 * seed;
      const [found] = syncsOf(late({ delayS, seed, u: 1 })).results;
      expect(found?.used, found?.why).toBe(true);
      expect(Math.abs((found?.delayS ?? 9) - delayS)).toBeLessThan(0.01);
      if (Math.abs((found?.delayS ?? 9) - delayS) <= 2 * (found?.uS ?? 0)) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(90);
  });

  it("take the delay out of the samples: the command has its own energy again", () => {
    const command = (given: Given) => summarize(late(given)).windows[0]?.rails[0]?.energyJ?.value ?? 0;
    expect(command({ delayS: 0.3, u: 1 })).toBeGreaterThan(598);
    expect(command({ delayS: 0.3, u: 1 })).toBeLessThan(602);
    // stated better than a pulse can tell: left alone, and 0.3 s of 100 W are missing
    expect(command({ delayS: 0.3, u: 1e-6 })).toBeLessThan(573);
  });

  it("report the drift over the run, and are less certain by it", () => {
    const steady = syncsOf(late({ delayS: 0.1, u: 1 })).results[0];
    const drifting = syncsOf(late({ delayS: 0.1, after: 0.2, u: 1 })).results[0];
    expect(drifting?.driftS).toBeCloseTo(0.1, 1);
    expect(Math.abs(steady?.driftS ?? 9)).toBeLessThan(0.01);
    expect(drifting?.uS).toBeGreaterThan(2 * (steady?.uS ?? 9));
  });

  it("are refused on a rail that shows nothing of the load, and its numbers stay as they were", () => {
    const { results, shifts, findings } = syncsOf(late({ delayS: 0.1, fullW: 0, u: 1 }));
    expect(results[0]).toMatchObject({ delayS: null, uS: null, used: false });
    expect(shifts.size).toBe(0);
    expect(findings[0]).toMatchObject({ code: "sync-refused", probe: "meter" });
  });

  it("are nothing where none was asked for, and said where one was asked for and is not there", () => {
    const none = { ...late({ delayS: 0 }), events: [] };
    expect(syncsOf(none).findings).toEqual([]);
    expect(summarize(none).sync).toBeUndefined();
    const asked = { ...none, manifest: { ...none.manifest, settings: { syncPulse: true } } };
    expect(syncsOf(asked).findings.map(({ code }) => code)).toEqual(["sync-pulse-missing"]);
  });
});
