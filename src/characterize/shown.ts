import type { Seconds } from "../core/units.js";
import type { Grid } from "./period.js";
import { type Polls, type Trace, usable } from "./trace.js";
import type { Updates } from "./updates.js";

/** What a sensor showed and when it began to show it: one value an update, polls of the same update left out. */
export function shownBy(recorded: Polls, { grid, changes }: Updates): Trace {
  return grid === undefined ? { atS: changes.atS, value: changes.value } : onGrid(usable(recorded).polls, grid);
}

/**
 * For each even update the poll nearest to the middle of its time, which surely saw this update and no other; with it
 * an update that shows the last value again counts too. Where nobody asked, there is none.
 */
function onGrid({ beforeS, afterS, value }: Polls, { periodS, phaseS }: Grid): Trace {
  const kept = new Map<number, { readonly off: number; readonly value: number }>();
  for (let i = 0; i < value.length; i++) {
    const place = ((beforeS[i] ?? 0) + (afterS[i] ?? 0)) / 2 - phaseS;
    const index = Math.floor(place / periodS);
    const off = Math.abs(place / periodS - index - 0.5) + ((afterS[i] ?? 0) - (beforeS[i] ?? 0)) / (2 * periodS);
    if (off < 0.5 && off < (kept.get(index)?.off ?? 1)) kept.set(index, { off, value: value[i] ?? Number.NaN });
  }
  const updates = [...kept].sort(([a], [b]) => a - b);
  return {
    atS: Float64Array.from(updates, ([index]) => phaseS + index * periodS),
    value: Float64Array.from(updates, ([, each]) => each.value),
  };
}

/** Whether values only ever grow, and by enough of them to say so. */
export function onlyGrows({ value }: Trace): boolean {
  return (
    value.length > 8 && value.every((each, k) => k === 0 || each >= (value[k - 1] ?? 0)) && value[0] !== value.at(-1)
  );
}

/** Mean power between the updates of a counter, at the later of each two; no difference across what nobody saw. */
export function meanPower({ atS, value }: Trace, periodS: Seconds): Trace {
  const whole: number[] = [];
  for (let k = 1; k < atS.length; k++) if ((atS[k] ?? 0) - (atS[k - 1] ?? 0) < 1.5 * periodS) whole.push(k);
  const over = (k: number) => ((value[k] ?? 0) - (value[k - 1] ?? 0)) / ((atS[k] ?? 0) - (atS[k - 1] ?? 0));
  return { atS: Float64Array.from(whole, (k) => atS[k] ?? 0), value: Float64Array.from(whole, over) };
}
