import type { Joules, Seconds, Watts } from "../../src/core/units.js";
import { type Dial, dialEnergy, dialPower } from "./dial.js";

/** Points of a measured or drawn curve: linear between them, held before the first and after the last. */
export interface Trace {
  readonly times: Float64Array;
  readonly watts: Float64Array;
  /** joules[i] is the energy from times[0] to times[i]. */
  readonly joules: Float64Array;
}

/** Power over time, in W and s. Time zero is the start of sampling, shifted by the phase. */
export type Waveform =
  | { readonly type: "constant"; readonly powerW: number }
  | { readonly type: "step"; readonly beforeW: number; readonly afterW: number; readonly atS: number }
  | {
      readonly type: "ramp";
      readonly beforeW: number;
      readonly afterW: number;
      readonly fromS: number;
      readonly toS: number;
    }
  | { readonly type: "sine"; readonly meanW: number; readonly amplitudeW: number; readonly periodS: number }
  | {
      readonly type: "square";
      readonly lowW: number;
      readonly highW: number;
      readonly periodS: number;
      readonly duty: number;
    }
  | { readonly type: "stairs"; readonly levelsW: readonly number[]; readonly dwellS: number }
  | { readonly type: "dial"; readonly dial: Dial }
  | { readonly type: "trace"; readonly trace: Trace };

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** Position of `t` in its period, 0 <= r < period. */
const withinPeriod = (t: Seconds, period: Seconds): number => t - Math.floor(t / period) * period;

/** Power at the instant `t`. A step and a square wave have their new value from the edge on. */
export function powerAt(waveform: Waveform, t: Seconds): Watts {
  switch (waveform.type) {
    case "constant":
      return waveform.powerW;
    case "step":
      return t < waveform.atS ? waveform.beforeW : waveform.afterW;
    case "ramp": {
      const share = clamp((t - waveform.fromS) / (waveform.toS - waveform.fromS), 0, 1);
      return waveform.beforeW + (waveform.afterW - waveform.beforeW) * share;
    }
    case "sine":
      return waveform.meanW + waveform.amplitudeW * Math.sin((2 * Math.PI * t) / waveform.periodS);
    case "square":
      return withinPeriod(t, waveform.periodS) < waveform.duty * waveform.periodS ? waveform.highW : waveform.lowW;
    case "stairs":
      return levelAt(waveform, t);
    case "dial":
      return dialPower(waveform.dial, t);
    case "trace":
      return tracePower(waveform.trace, t);
  }
}

/** The largest power the waveform reaches, in W. */
export function peakOf(waveform: Waveform): Watts {
  switch (waveform.type) {
    case "constant":
      return waveform.powerW;
    case "step":
    case "ramp":
      return Math.max(waveform.beforeW, waveform.afterW);
    case "sine":
      return waveform.meanW + waveform.amplitudeW;
    case "square":
      return Math.max(waveform.lowW, waveform.highW);
    case "stairs":
      return Math.max(...waveform.levelsW);
    case "dial":
      return waveform.dial.mostW;
    case "trace":
      return waveform.trace.watts.reduce((peak, watts) => Math.max(peak, watts), 0);
  }
}

/** The exact energy between two instants, from the integral in closed form: the known answer of every test. */
export const energyOf = (waveform: Waveform, from: Seconds, to: Seconds): Joules =>
  integral(waveform, to) - integral(waveform, from);

/** An antiderivative of the power; only differences of it mean anything. */
function integral(waveform: Waveform, t: Seconds): number {
  switch (waveform.type) {
    case "constant":
      return waveform.powerW * t;
    case "step":
      return waveform.beforeW * Math.min(t - waveform.atS, 0) + waveform.afterW * Math.max(t - waveform.atS, 0);
    case "ramp":
      return rampIntegral(waveform, t);
    case "sine": {
      const radiansPerSecond = (2 * Math.PI) / waveform.periodS;
      return waveform.meanW * t - (waveform.amplitudeW / radiansPerSecond) * Math.cos(radiansPerSecond * t);
    }
    case "square":
      return squareIntegral(waveform, t);
    case "stairs":
      return stairsIntegral(waveform, t);
    case "dial":
      return dialEnergy(waveform.dial, t);
    case "trace":
      return traceIntegral(waveform.trace, t);
  }
}

function rampIntegral(ramp: Extract<Waveform, { type: "ramp" }>, t: Seconds): number {
  const length = ramp.toS - ramp.fromS;
  const inside = clamp(t - ramp.fromS, 0, length);
  const rising = ramp.beforeW * inside + ((ramp.afterW - ramp.beforeW) * inside * inside) / (2 * length);
  return ramp.beforeW * Math.min(t - ramp.fromS, 0) + rising + ramp.afterW * Math.max(t - ramp.toS, 0);
}

function squareIntegral(square: Extract<Waveform, { type: "square" }>, t: Seconds): number {
  const high = square.duty * square.periodS;
  const perPeriod = square.highW * high + square.lowW * (square.periodS - high);
  const rest = withinPeriod(t, square.periodS);
  const whole = Math.floor(t / square.periodS) * perPeriod;
  return whole + square.highW * Math.min(rest, high) + square.lowW * Math.max(rest - high, 0);
}

type Stairs = Extract<Waveform, { type: "stairs" }>;

function levelAt({ levelsW, dwellS }: Stairs, t: Seconds): Watts {
  const step = Math.floor(withinPeriod(t, dwellS * levelsW.length) / dwellS);
  return levelsW[Math.min(step, levelsW.length - 1)] ?? 0;
}

function stairsIntegral({ levelsW, dwellS }: Stairs, t: Seconds): number {
  const period = dwellS * levelsW.length;
  const rest = withinPeriod(t, period);
  const upTo = (end: number) =>
    levelsW.reduce((sum, level, step) => sum + level * clamp(end - step * dwellS, 0, dwellS), 0);
  return Math.floor(t / period) * upTo(period) + upTo(rest);
}

/** Index of the last point at or before `t`; -1 when `t` is before the first. */
function lastPointBefore(times: Float64Array, t: Seconds): number {
  let low = -1;
  let high = times.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Number.NaN) <= t) low = middle;
    else high = middle;
  }
  return low;
}

function tracePower({ times, watts }: Trace, t: Seconds): Watts {
  const index = lastPointBefore(times, t);
  const here = watts[Math.max(index, 0)] ?? Number.NaN;
  const nextTime = times[index + 1];
  const thisTime = times[index];
  if (nextTime === undefined || thisTime === undefined) return here;
  return here + (((watts[index + 1] ?? Number.NaN) - here) * (t - thisTime)) / (nextTime - thisTime);
}

function traceIntegral(trace: Trace, t: Seconds): number {
  const index = Math.max(lastPointBefore(trace.times, t), 0);
  const since = t - (trace.times[index] ?? Number.NaN);
  const mean = since < 0 ? (trace.watts[0] ?? Number.NaN) : (tracePower(trace, t) + (trace.watts[index] ?? 0)) / 2;
  return (trace.joules[index] ?? Number.NaN) + mean * since;
}
