import type { Trace } from "../characterize/trace.js";
import type { Rail } from "../core/rail.js";
import type { Seconds } from "../core/units.js";

/** A stretch of a recording, seconds after its start. */
export interface Stretch {
  readonly fromS: Seconds;
  readonly toS: Seconds;
}

/** The part of what a rail showed that lies in a stretch, as power: of a counter the mean since its change before, a poll that repeats a count is none. */
export function powerIn(shown: Trace, { measures }: Rail, { fromS, toS }: Stretch): Trace {
  const isIn = (_: number, k: number) => {
    const [at, value] = [shown.atS[k] ?? Number.NaN, shown.value[k] ?? Number.NaN];
    return at >= fromS && at <= toS && !Number.isNaN(value);
  };
  const part = { atS: shown.atS.filter(isIn), value: shown.value.filter(isIn) };
  return measures === "energy-counter" ? powerOf(part) : part;
}

function powerOf({ atS, value }: Trace): Trace {
  const at: number[] = [];
  const power: number[] = [];
  let last = 0;
  for (let i = 1; i < value.length; i++) {
    const joules = (value[i] ?? 0) - (value[last] ?? 0);
    if (joules === 0) continue;
    at.push(atS[i] ?? 0);
    power.push(joules / ((atS[i] ?? 0) - (atS[last] ?? 0)));
    last = i;
  }
  return { atS: Float64Array.from(at), value: Float64Array.from(power) };
}

/** What a sample averages over: its window, or of a counter the time between its values. */
export function windowOf({ window, measures }: Rail, { atS }: Trace): Seconds {
  if (measures === "energy-counter") return ((atS.at(-1) ?? 0) - (atS[0] ?? 0)) / Math.max(1, atS.length - 1);
  return window.kind === "boxcar" || window.kind === "running-mean" ? window.width : 0;
}
