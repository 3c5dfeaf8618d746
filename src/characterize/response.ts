import type { Seconds } from "../core/units.js";
import { integralAtChanges, type Load, LoadCursor } from "./load.js";

/** How a sensor sees power: the mean over the window before `delayS` ago, behind a first-order lag. All may be 0. */
export interface Sight {
  readonly delayS: Seconds;
  readonly windowS: Seconds;
  readonly lagS: Seconds;
}

/**
 * What a sensor shows of a load at an instant, as a share of full load, exactly:
 * (C(t) - C(t - W)) / W with C the cumulative pattern (measurement.md 3.5); the mean of a lagged value follows from
 * tau y' = P - y, as int y = int P - tau (y(b) - y(a)) (4.6).
 */
export function responseTo(load: Load, { delayS, windowS, lagS }: Sight): (t: Seconds) => number {
  const sums = integralAtChanges(load);
  const head = new LoadCursor(load, sums);
  const tail = new LoadCursor(load, sums);
  const settled = lagS > 0 ? lagAtChanges(load, lagS) : undefined;
  const lagged = (cursor: LoadCursor, t: Seconds): number => {
    const k = cursor.seek(t);
    if (k < 0) return 0;
    const level = load.level[k] ?? 0;
    return level + ((settled?.[k] ?? 0) - level) * Math.exp(-(t - (load.atS[k] ?? 0)) / lagS);
  };
  if (windowS <= 0) {
    return settled === undefined ? (t) => head.level(t - delayS) : (t) => lagged(head, t - delayS);
  }
  return (t) => {
    const b = t - delayS;
    const mean = (head.integral(b) - tail.integral(b - windowS)) / windowS;
    return settled === undefined ? mean : mean - (lagS * (lagged(head, b) - lagged(tail, b - windowS))) / windowS;
  };
}

/** The lagged value at each change of the load. */
function lagAtChanges({ atS, level }: Load, lagS: Seconds): Float64Array {
  const settled = new Float64Array(atS.length);
  for (let k = 1; k < atS.length; k++) {
    const before = level[k - 1] ?? 0;
    const kept = Math.exp(-((atS[k] ?? 0) - (atS[k - 1] ?? 0)) / lagS);
    settled[k] = before + ((settled[k - 1] ?? 0) - before) * kept;
  }
  return settled;
}
