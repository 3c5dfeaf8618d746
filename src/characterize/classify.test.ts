import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { Random } from "../core/random.js";
import { classifySensor } from "./classify.js";
import { type EmulatedSensor, emulatePolls, emulateUpdates } from "./emulate.js";
import { chipFor, maximumLengthSequence, patternLoad, pollFor } from "./pattern.js";
import { recorded, sensors } from "./testing/sensors.js";

/** All hundred seeds of each are the bench's; these are what a test has time for. */
const SEEDS = 4;

describe("a recording of a known load tells", () => {
  it.each(Object.entries<EmulatedSensor & { readonly kind: string }>(sensors))("a sensor %s", (_, sensor) => {
    for (let seed = 1000; seed < 1000 + SEEDS; seed++) {
      const { load, polls, real } = recorded(sensor, seed);
      const found = classifySensor(polls, load);
      expect(found.kind).toBe(sensor.kind);
      expect(Math.abs(found.periodS / real.periodS - 1)).toBeLessThan(0.01);
      expect(Math.abs(found.delayS - real.delayS)).toBeLessThan(2e-3);
      if (sensor.windowS) expect(Math.abs(found.windowS / sensor.windowS - 1)).toBeLessThan(0.1);
      if (sensor.lagS) expect(Math.abs(found.lagS / sensor.lagS - 1)).toBeLessThan(0.1);
      expect(found.commensurate).toBe(false);
      expect(Math.abs(found.high - found.low - 170)).toBeLessThan(2);
    }
  });

  it("that its own pattern was commensurate with the sensor", () => {
    const random = new Random(1);
    const load = patternLoad(maximumLengthSequence(6), { startS: 1, chipS: 0.3 });
    const span = { fromS: 0, toS: 22, random, lowW: 80, highW: 250 };
    const updates = emulateUpdates({ periodS: 0.1, windowS: 0.025, phaseS: 0.05, noiseW: 3 }, load, span);
    const polls = emulatePolls(updates, { everyS: pollFor(0.1), callS: 0.001 }, random);
    expect(classifySensor(polls, load).commensurate).toBe(true);
  });

  it.each([
    ["nothing", () => 80],
    ["noise that has nothing to do with the load", (random: Random) => 80 + 20 * random.normal()],
  ])("nothing of a sensor that shows %s, in words", (_, show) => {
    const random = new Random(1);
    const load = patternLoad(maximumLengthSequence(6), { startS: 1, chipS: chipFor(0.1) });
    const atS = Float64Array.from({ length: 180 }, (_, k) => k * 0.1);
    const updates = { atS, value: atS.map(() => show(random)) };
    const polls = emulatePolls(updates, { everyS: 0.012, callS: 0.001 }, random);
    expect(() => classifySensor(polls, load)).toThrow(MeasurementError);
    expect(() => classifySensor(polls, load)).toThrow(/kind of the sensor cannot be told/);
  });
});
