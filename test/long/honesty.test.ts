import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarize } from "../../src/commands/summarize.js";
import { openRecording } from "../../src/recording/reader.js";
import { audit } from "./honesty/audit.js";
import { curvesOf, integrate } from "./honesty/csv.js";
import { play, START } from "./honesty/play.js";
import { schedules } from "./honesty/schedule.js";
import { gross, misses, outside, plain, report, type Tally, tally, unexplained } from "./honesty/tally.js";

const kinds = ["power", "voltage-current", "counter", "total"] as const;

/** Of numbers, those outside U95 may be 5 %; chance adds to that, as rails and windows of one schedule err together. */
const MOST_MISSES = 0.06;

function holds(found: Tally): void {
  const numbers = plain(found.outcomes);
  expect(found.broken.slice(0, 3)).toEqual([]);
  for (const kind of kinds) {
    const own = numbers.filter((one) => one.kind === kind);
    expect(own.length).toBeGreaterThan(1000);
    expect(misses(own).length / own.length).toBeLessThan(MOST_MISSES);
  }
  expect(misses(numbers).length / numbers.length).toBeLessThan(0.05);
  expect(gross(numbers).length / numbers.length).toBeLessThan(0.001);
  const [worst] = unexplained(found.outcomes);
  expect(worst).toBeUndefined();
}

describe("an instrument in order", () => {
  const found = tally({ seed: 20251, runs: 3000, faults: 0, ticks: 3000 });
  it("gives numbers of which 95 % hold the truth within U95, and none is far off", () => {
    process.stdout.write(`${report("without faults", found)}\n`);
    holds(found);
  });
});

describe("an instrument with up to four things wrong with it", () => {
  const found = tally({ seed: 4711, runs: 8000, faults: 4, ticks: 3000 });
  it("gives numbers that hold as well, or none", () => {
    process.stdout.write(`${report("with faults", found)}\n`);
    holds(found);
    expect(found.refused).toBeGreaterThan(1000);
  });
  it("gives bounds that hold the truth where what they assume is so", () => {
    const assumed = found.bounded.filter((one) => one.holds);
    expect(assumed.length).toBeGreaterThan(1000);
    expect(outside(assumed).length / assumed.length).toBeLessThan(0.015);
  });
});

it("no schedule, however extreme, makes a result break its word", () => {
  const property = fc.property(schedules({ faults: 6, ticks: 600 }), (schedule) => {
    expect(audit(schedule).broken).toEqual([]);
  });
  fc.assert(property, { seed: 99, numRuns: 2000 });
});

it("another program that integrates the exported CSV finds the same energy", () => {
  const whole = schedules({ faults: 0, ticks: 1000 }).filter(({ kind }) => kind !== "counter");
  const property = fc.property(whole, (schedule) => {
    using played = play(schedule);
    const recording = openRecording(played.folder);
    const curves = curvesOf(recording, played.rails);
    for (const { fromNs, toNs, rails } of summarize(recording).windows) {
      const window = { from: Number(BigInt(fromNs) - START) / 1e9, to: Number(BigInt(toNs) - START) / 1e9 };
      for (const [k, { energyJ }] of rails.entries()) {
        const curve = curves[k];
        if (energyJ === null || curve === undefined) continue;
        const scale = Math.max(...curve.watts.map(Math.abs)) * schedule.period;
        expect(Math.abs(integrate(curve, window) - energyJ.value)).toBeLessThan(
          1e-9 * (Math.abs(energyJ.value) + scale),
        );
      }
    }
  });
  fc.assert(property, { seed: 5, numRuns: 500 });
});
