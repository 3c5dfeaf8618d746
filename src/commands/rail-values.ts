import type { Trace } from "../characterize/trace.js";
import type { Samples } from "../core/batch.js";
import { columnsOf, type Rail } from "../core/rail.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { identity } from "../correct/identity.js";
import { PowerValues } from "../energy/power-values.js";
import { Unwrapper } from "../energy/unwrap.js";

/** What one of a probe's rails showed at each sample: watts, or joules of a counter without its wraps; NaN in gaps. Seconds after the recording's start. */
export function railValues(samples: Iterable<Samples>, rails: readonly Rail[], rail: Rail): Trace {
  const first = columnsOf(rails.slice(0, rails.indexOf(rail))).length;
  const shown =
    rail.measures === "energy-counter"
      ? new Unwrapper(rail, first, rail.period * NANOS_PER_SECOND)
      : new PowerValues(rail, first, identity(rail.point));
  const atS: number[] = [];
  const value: number[] = [];
  for (const chunk of samples) {
    const { length, at, values } = shown.fill(chunk);
    for (let i = 0; i < length; i++) {
      atS.push((at[i] ?? Number.NaN) / NANOS_PER_SECOND);
      value.push(values[i] ?? Number.NaN);
    }
  }
  return { atS: Float64Array.from(atS), value: Float64Array.from(value) };
}
