import { Random } from "../../core/random.js";
import { type EmulatedSensor, emulatePolls, emulateUpdates } from "../emulate.js";
import { characterizingLoad, pollFor } from "../pattern.js";

/** The sensors of measurement.md 4.4's table, and what they are to be called. */
export const sensors = {
  "100/25": { kind: "boxcar", periodS: 0.1, windowS: 0.025 },
  "100/100": { kind: "boxcar", periodS: 0.1, windowS: 0.1 },
  "100/1000": { kind: "running-mean", periodS: 0.1, windowS: 1 },
  "20/10": { kind: "boxcar", periodS: 0.02, windowS: 0.01 },
  "lag 155 ms": { kind: "lag", periodS: 0.1, lagS: 0.1545 },
  instantaneous: { kind: "instantaneous", periodS: 0.1 },
  counter: { kind: "counter", periodS: 0.1, counts: true },
} as const satisfies Record<string, EmulatedSensor & { kind: string }>;

/** A polled recording of such a sensor under a load pattern, all that varies drawn from the seed. */
export function recorded(sensor: EmulatedSensor, seed: number) {
  const random = new Random(seed);
  const periodS = sensor.periodS * (1 + 0.02 * (random.uniform() - 0.5));
  const delayS = 0.005 + 0.2 * random.uniform();
  // the period is found without a load first, and the pattern made for it
  const load = characterizingLoad(periodS, 1);
  // a mean over ten updates has less noise than one of them
  const noiseW = 3 / Math.sqrt(Math.max(1, (sensor.windowS ?? 0) / sensor.periodS));
  const real = { ...sensor, periodS, delayS, phaseS: periodS * random.uniform(), noiseW, resolution: 0.001 };
  const span = { fromS: 0, toS: 2 + (load.atS.at(-1) ?? 0), random, lowW: 80, highW: 250 };
  const updates = emulateUpdates(real, load, span);
  const reading = { everyS: pollFor(periodS), callS: 0.001, slowS: sensor.periodS * 0.7, slowShare: 0.01 };
  return { load, real, polls: emulatePolls(updates, reading, random) };
}
