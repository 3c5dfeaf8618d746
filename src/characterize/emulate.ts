import type { Random } from "../core/random.js";
import type { Seconds } from "../core/units.js";
import { type Load, LoadCursor } from "./load.js";
import { responseTo, type Sight } from "./response.js";
import type { Polls, Trace } from "./trace.js";

/** A sensor to be emulated. What is left out is 0: no delay, window, lag, noise, jitter; no rounding. */
export interface EmulatedSensor extends Partial<Sight> {
  readonly periodS: Seconds;
  /** A counter shows joules since the first update; all others show watts. */
  readonly counts?: boolean;
  /** A running mean over `windowS` of values that each saw only so much before their update; all of it when left out. */
  readonly seenS?: Seconds;
  readonly phaseS?: Seconds;
  /** Standard deviation of the time between updates. */
  readonly jitterS?: Seconds;
  readonly noiseW?: number;
  /** Step of what is shown, in watts or joules. */
  readonly resolution?: number;
}

/** Power without and with full load. */
export interface Levels {
  readonly lowW: number;
  readonly highW: number;
}

interface Emulation extends Levels {
  readonly fromS: Seconds;
  readonly toS: Seconds;
  readonly random: Random;
}

/** What the sensor shows anew, at the instants at which it does. */
export function emulateUpdates(
  sensor: EmulatedSensor,
  load: Load,
  { fromS, toS, random, ...levels }: Emulation,
): Trace {
  const { periodS, phaseS = 0, jitterS = 0, noiseW = 0, resolution = 0 } = sensor;
  const truth = truthOf(sensor, load, levels);
  const atS: number[] = [];
  const value: number[] = [];
  let noise = 0;
  for (let at = fromS + phaseS; at < toS; at += Math.max(periodS / 10, periodS + jitterS * random.normal())) {
    const own = noiseW * random.normal();
    noise = sensor.counts ? noise + own * periodS : own;
    const shown = truth(at) + noise;
    atS.push(at);
    value.push(resolution > 0 ? Math.round(shown / resolution) * resolution : shown);
  }
  return { atS: Float64Array.from(atS), value: Float64Array.from(value) };
}

/** What it would show at an instant without noise and rounding. */
function truthOf(sensor: EmulatedSensor, load: Load, { lowW, highW }: Levels): (t: Seconds) => number {
  const { delayS = 0, windowS = 0, lagS = 0, periodS, seenS } = sensor;
  const spanW = highW - lowW;
  if (sensor.counts) {
    const cursor = new LoadCursor(load);
    return (t) => lowW * (t - delayS) + spanW * cursor.integral(t - delayS);
  }
  if (seenS === undefined) {
    const share = responseTo(load, { delayS, windowS, lagS });
    return (t) => lowW + spanW * share(t);
  }
  const share = responseTo(load, { delayS, windowS: seenS, lagS });
  const terms = Math.max(1, Math.round(windowS / periodS));
  return (t) => {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += share(t - k * periodS);
    return lowW + (spanW * sum) / terms;
  };
}

/** How somebody reads a sensor: every `everyS`, calls that last up to `callS`, now and then one of `slowS`. */
export interface Reading {
  readonly everyS: Seconds;
  readonly callS: Seconds;
  readonly slowS?: Seconds;
  /** Share of the calls that are slow. */
  readonly slowShare?: number;
}

/** What a reader sees of updates: the last before an instant somewhere within each call; NaN before the first. */
export function emulatePolls(updates: Trace, reading: Reading, random: Random): Polls {
  const { everyS, callS, slowS = 0, slowShare = 0 } = reading;
  const polls = { beforeS: [] as number[], afterS: [] as number[], value: [] as number[] };
  const from = updates.atS[0] ?? 0;
  const to = updates.atS.at(-1) ?? 0;
  let k = -1;
  for (let tick = 0, at = from; at < to; at = Math.max(from + ++tick * everyS, polls.afterS.at(-1) ?? at)) {
    const lasts = random.uniform() < slowShare ? slowS : callS * (0.2 + 0.8 * random.uniform());
    const read = at + lasts * random.uniform();
    while (k + 1 < updates.atS.length && (updates.atS[k + 1] ?? 0) <= read) k++;
    polls.beforeS.push(at);
    polls.afterS.push(at + lasts);
    polls.value.push(updates.value[k] ?? Number.NaN);
  }
  return {
    beforeS: Float64Array.from(polls.beforeS),
    afterS: Float64Array.from(polls.afterS),
    value: Float64Array.from(polls.value),
  };
}
