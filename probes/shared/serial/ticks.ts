import type { Rows } from "./protocol.js";

/** A step back is told from a wrap by its size: a counter that goes on is never seen this near to a whole turn. */
const SET_BACK = 7 / 8;

/** A counter that begins again at `range`, unwrapped. */
export interface TickCounter {
  /** Gives the row that is about to be appended its ticks; false for a number that the counter cannot show. */
  put(raw: number, rows: Rows): boolean;
  /** Rows were lost, for all that is known more than a turn of the counter. */
  lose(): void;
}

/** An unwrapper (measurement.md 3.1). A counter that was set back begins anew, which is a break. */
export function tickCounter(range: number): TickCounter {
  let last = Number.NaN;
  let ticks = 0;
  return {
    put(raw, rows) {
      if (!(raw >= 0 && raw < range)) return false;
      const step = raw >= last ? raw - last : raw - last + range;
      if (Number.isNaN(last) || step > SET_BACK * range) {
        rows.breaks.push(rows.length);
        ticks = 0;
      } else ticks += step;
      rows.ticks[rows.length] = ticks;
      last = raw;
      return true;
    },
    lose() {
      last = Number.NaN;
    },
  };
}
