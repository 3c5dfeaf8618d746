import type { Trace } from "../characterize/trace.js";
import type { Samples } from "../core/batch.js";
import type { Rail } from "../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

/** A stretch of a recording, seconds after its start. */
export interface Stretch {
  readonly fromS: Seconds;
  readonly toS: Seconds;
}

/** One rail's power in a stretch; a counter's is the mean since its change before, a poll that repeats a count is none. */
export function traceOf(
  samples: Iterable<Samples>,
  rail: Rail,
  { first, within }: { first: number; within: Stretch },
): Trace {
  const atS: number[] = [];
  const value: number[] = [];
  for (const { length, at, columns } of samples) {
    for (let i = 0; i < length; i++) {
      const t = (at[i] ?? 0) / NANOS_PER_SECOND;
      if (t < within.fromS || t > within.toS) continue;
      const shown = rail.columns.reduce((si, { scale }, c) => si * (columns[first + c]?.[i] ?? Number.NaN) * scale, 1);
      if (Number.isNaN(shown)) continue;
      atS.push(t);
      value.push(shown);
    }
  }
  const trace = { atS: Float64Array.from(atS), value: Float64Array.from(value) };
  return rail.measures === "energy-counter" ? powerOf(trace) : trace;
}

function powerOf({ atS, value }: Trace): Trace {
  const at: number[] = [];
  const power: number[] = [];
  let last = 0;
  for (let i = 1; i < value.length; i++) {
    const joules = (value[i] ?? 0) - (value[last] ?? 0);
    if (joules === 0) continue;
    // a wrap or a reset has no power
    if (joules > 0) {
      at.push(atS[i] ?? 0);
      power.push(joules / ((atS[i] ?? 0) - (atS[last] ?? 0)));
    }
    last = i;
  }
  return { atS: Float64Array.from(at), value: Float64Array.from(power) };
}

/** What a sample averages over: its window, or of a counter the time between its values. */
export function windowOf({ window, measures }: Rail, { atS }: Trace): Seconds {
  if (measures === "energy-counter") return ((atS.at(-1) ?? 0) - (atS[0] ?? 0)) / Math.max(1, atS.length - 1);
  return window.kind === "boxcar" || window.kind === "running-mean" ? window.width : 0;
}
