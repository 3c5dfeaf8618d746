import type { Seconds } from "../core/units.js";
import type { Misfit } from "./misfit.js";
import type { Sight } from "./response.js";

/** The best that a family of sensors can do: how it sees, and what remains. */
export interface Candidate {
  readonly sight: Sight;
  readonly sse: number;
}

/** Which quantity of the sight is free besides the delay. */
type Free = "windowS" | "lagS";

interface Range {
  readonly fromS: Seconds;
  readonly toS: Seconds;
  /** Grid over the delay, in seconds. */
  readonly stepS: Seconds;
}

const STARTS = 3;
/** Starts differ at least so much, so that they are not one valley. */
const APART = 1.3;
const SHRINK = 0.5;
const ROUNDS = 400;

/** The best delay with everything else 0 or given. */
export function bestDelay(misfit: Misfit, range: Range, known: Partial<Sight> = {}): Candidate {
  const sightAt = (delayS: Seconds): Sight => ({ windowS: 0, lagS: 0, ...known, delayS });
  return descend(misfit, coarse(misfit, range, sightAt), ["delayS"], range.stepS);
}

/**
 * The best delay and window, or delay and lag: each of `values` with the best delay of the grid, then downhill from the
 * best few. The delay and half the window trade against each other, so the steps go along that too.
 */
export function bestOf(misfit: Misfit, range: Range, { free, values }: { free: Free; values: readonly Seconds[] }) {
  const starts = values
    .map((value) => coarse(misfit, range, (delayS) => ({ windowS: 0, lagS: 0, delayS, [free]: value })))
    .sort((a, b) => a.sse - b.sse);
  const few: Candidate[] = [];
  for (const start of starts) {
    const far = few.every(({ sight }) => Math.abs(Math.log(sight[free] / start.sight[free])) > Math.log(APART));
    if (far && few.length < STARTS) few.push(start);
  }
  return few
    .map((start) => descend(misfit, start, ["delayS", free], range.stepS))
    .reduce((best, each) => (each.sse < best.sse ? each : best));
}

/** Ramps to start from, as shares of the window. */
const RAMPS = [0.15, 0.5];

/** A window with a lag as well: loads ramp, and what they take to do so is no part of the window (3.5). */
export function withRamp(misfit: Misfit, { sight, sse }: Candidate, stepS: Seconds): Candidate {
  return RAMPS.map((share) => {
    const lagS = share * sight.windowS;
    const start = { lagS, windowS: Math.max(0, sight.windowS - lagS / 2), delayS: sight.delayS - lagS / 2 };
    return descend(misfit, { sight: start, sse: misfit.of(start) }, ["delayS", "windowS", "lagS"], stepS / 4);
  }).reduce((best, each) => (each.sse < best.sse ? each : best), { sight, sse });
}

function coarse(misfit: Misfit, { fromS, toS, stepS }: Range, sightAt: (delayS: Seconds) => Sight): Candidate {
  let best: Candidate = { sight: sightAt(fromS), sse: Number.POSITIVE_INFINITY };
  for (let delayS = fromS; delayS <= toS; delayS += stepS) {
    const sight = sightAt(delayS);
    const sse = misfit.of(sight);
    if (sse < best.sse) best = { sight, sse };
  }
  return best;
}

/** Steps in every free quantity, and in a window with the delay that keeps its middle; halved when none goes down. */
function descend(misfit: Misfit, start: Candidate, free: readonly (keyof Sight)[], stepS: Seconds): Candidate {
  let best = start;
  let step = stepS;
  for (let round = 0; round < ROUNDS && step > 1e-5; round++) {
    const next = moves(best.sight, free, step)
      .map((sight) => ({ sight, sse: misfit.of(sight) }))
      .reduce((a, b) => (b.sse < a.sse ? b : a), best);
    if (next === best) step *= SHRINK;
    best = next;
  }
  return best;
}

function moves(sight: Sight, free: readonly (keyof Sight)[], step: Seconds): readonly Sight[] {
  return [-step, step].flatMap((by) => {
    const single = free.map((key) => ({ ...sight, [key]: sight[key] + by }));
    const other = free[1];
    if (other !== undefined) {
      const share = other === "windowS" ? 0.5 : 1;
      single.push({ ...sight, [other]: sight[other] + by, delayS: sight.delayS - share * by });
    }
    return single.filter(({ windowS, lagS }) => windowS >= 0 && lagS >= 0);
  });
}
