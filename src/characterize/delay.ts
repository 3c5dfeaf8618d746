import { MeasurementError } from "../core/error.js";
import type { Seconds } from "../core/units.js";
import type { Load } from "./load.js";
import { lowest, secondLowest } from "./lowest.js";
import { Misfit } from "./misfit.js";
import { isCommensurate } from "./pattern.js";
import type { Trace } from "./trace.js";

/** Where to look for the delay, and what is known of the sensor. */
export interface DelaySearch {
  /** Averaging window: ignored, it would shift the answer by half of it (measurement.md 3.5). */
  readonly windowS: Seconds;
  /** First-order lag; `fit` finds it as a fourth parameter, for loads that ramp. */
  readonly lagS?: Seconds | "fit";
  /** Update period; with it a pattern whose edges all fall on the same phases is found out. */
  readonly periodS?: Seconds;
  readonly fromS?: Seconds;
  readonly toS?: Seconds;
}

/** The delay between a load and what a sensor shows of it. */
export interface Delay {
  readonly delayS: Seconds;
  /** Standard uncertainty by the curvature of the misfit; undefined where the misfit has none (instantaneous samples). */
  readonly uS: Seconds | undefined;
  readonly lagS: Seconds;
  readonly low: number;
  readonly high: number;
  readonly sse: number;
  /** The next best delay's sum of squares over this one's: under 2, or undefined, the delay is not to be trusted. */
  readonly quality: number | undefined;
  /** The edges fall on so few phases of the sensor's period that the delay hides between them. */
  readonly commensurate: boolean;
}

const FEWEST = 8;
const COARSE_SAMPLES = 8_000;
const STEPS_PER_CHIP = 6;
const MOST_STEPS = 4_000;
/** Grids of so many steps to either side, each so much finer than the last, down to some 50 us. */
const REACH = 3;
const FINER = 5;
const FINEST_S = 2e-5;
const MOST_ROUNDS = 40;
/** Down to this step some of the samples of a long trace are enough. */
const MEDIUM_S = 1e-4;
const MEDIUM_SAMPLES = 100_000;
const LAGS = 24;

/**
 * The delay of measurement.md 3.5: least squares of the trace on the pattern over a grid of delays, ever finer around
 * the best, and a parabola through the three lowest.
 * CANNOT_ALIGN when the trace or the load is too short, or shows nothing of the other.
 */
export function estimateDelay(trace: Trace, load: Load, search: DelaySearch): Delay {
  const { windowS, lagS = 0, periodS, fromS = 0, toS = 2 } = search;
  const misfit = new Misfit(trace, load);
  requireBoth(misfit);
  const lag = lagS === "fit" ? bestLag(misfit, { windowS, fromS, toS }) : lagS;
  const found = delayFor(misfit, { windowS, lagS: lag, fromS, toS });
  const seenS = windowS + 2 * lag;
  return {
    ...found,
    lagS: lag,
    commensurate: periodS !== undefined && isCommensurate(load, { periodS, seenS }),
  };
}

interface Known {
  readonly windowS: Seconds;
  readonly lagS: Seconds;
  readonly fromS: Seconds;
  readonly toS: Seconds;
}

/** The best delay for a window and a lag. */
function delayFor(misfit: Misfit, { windowS, lagS, fromS, toS }: Known) {
  const thin = misfit.thinned(COARSE_SAMPLES);
  const step = Math.max(shortestStep(misfit.load) / STEPS_PER_CHIP, (toS - fromS) / MOST_STEPS);
  const coarse = lowest((delayS) => thin.of({ delayS, windowS, lagS }), { fromS, toS, stepS: step });
  const medium = misfit.thinned(MEDIUM_SAMPLES);
  let best = coarse;
  let fine = step / FINER;
  for (let round = 0; round < MOST_ROUNDS && fine > FINEST_S; round++) {
    const of = fine > MEDIUM_S ? medium : misfit;
    // three points make a parabola, and more of them cost too much on a long trace
    const reach = of.count > MEDIUM_SAMPLES ? 1 : REACH;
    const around = { fromS: best.at - reach * fine, toS: best.at + reach * fine, stepS: fine };
    best = lowest((delayS) => of.of({ delayS, windowS, lagS }), around);
    // the lowest at the end of a grid: it goes on there, and is looked for before it is made finer
    const atEnd = best.index === 0 || best.index === 2 * reach;
    if (!atEnd) fine /= FINER;
  }
  const fit = misfit.fit({ delayS: best.at, windowS, lagS });
  if (fit.high <= fit.low) throw cannotTell("the sensor shows nothing of the load");
  const second = secondLowest(coarse, Math.ceil(shortestStep(misfit.load) / step));
  const variance = fit.sse / Math.max(1, misfit.count - 3);
  return {
    delayS: best.at,
    uS: best.curvature > 0 ? Math.sqrt((2 * variance) / best.curvature) : undefined,
    ...fit,
    quality:
      second === undefined ? undefined : (second * misfit.count) / thin.count / Math.max(fit.sse, Number.MIN_VALUE),
  };
}

/** The lag that explains most, over a grid of logarithms and finer around the best. */
function bestLag(misfit: Misfit, range: Omit<Known, "lagS">): Seconds {
  const thin = misfit.thinned(COARSE_SAMPLES / 4);
  const sse = (lagS: Seconds) => delayFor(thin, { ...range, lagS }).sse;
  const longest = (range.toS - range.fromS) / 2;
  const candidates = [0, ...Array.from({ length: LAGS }, (_, k) => longest * 10 ** ((-3 * k) / LAGS))];
  const best = candidates.reduce((least, lag) => (sse(lag) < sse(least) ? lag : least), 0);
  if (best === 0) return 0;
  const ratio = 10 ** (3 / LAGS);
  const fine = lowest((log) => sse(Math.exp(log)), {
    fromS: Math.log(best / ratio),
    toS: Math.log(best * ratio),
    stepS: Math.log(ratio) / 8,
  });
  return Math.exp(fine.at);
}

/** The shortest time for which the load stayed as it was. */
function shortestStep({ atS }: Load): Seconds {
  let shortest = Number.POSITIVE_INFINITY;
  for (let k = 1; k < atS.length; k++) shortest = Math.min(shortest, (atS[k] ?? 0) - (atS[k - 1] ?? 0));
  return shortest;
}

function requireBoth(misfit: Misfit): void {
  if (misfit.count < FEWEST) throw cannotTell("there are too few samples");
  if (misfit.load.atS.length < 2) throw cannotTell("the load never changed");
  if (!(misfit.total > 0)) throw cannotTell("the sensor showed one value only");
}

const cannotTell = (why: string): MeasurementError =>
  new MeasurementError(
    "CANNOT_ALIGN",
    `The delay of the sensor cannot be found: ${why}`,
    "Record longer, with a load that takes much more power than none, in a pattern that does not repeat",
  );
