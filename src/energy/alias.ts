import type { Finding } from "../core/finding.js";
import type { SensorWindow } from "../core/rail.js";
import type { Seconds } from "../core/units.js";

/** How a load that repeats falls on the samples of a sensor that does not see all of it. */
export interface AliasRisk {
  /** Its period is `over / under` of the sensor's. */
  readonly over: number;
  readonly under: number;
  /** How much of the swing of a square wave can pass for its mean. */
  readonly share: number;
}

/** A ratio this near to a small rational is taken for it (measurement.md 4.5). */
const NEAR = 0.02;
/** The largest part of a small rational: a higher harmonic of a load has little left to fold. */
const SMALL = 4;
/** Whole periods of a fast load between two samples, up to which its phase still holds still. */
const FAST = 25;

/**
 * The risk of a load of a period `load` before a sensor that makes a value every `update`: a harmonic that folds to 0 Hz
 * is a bias that no length of the run removes (measurement.md 4.5). None of a counter, and of means without a pause.
 */
export function aliasRisk(window: SensorWindow, update: Seconds, load: Seconds): AliasRisk | undefined {
  const ratio = load / update;
  const found = smallRational(ratio) ?? wholePeriods(ratio);
  if (found === undefined) return undefined;
  const [over, under] = found;
  const share = passing(window, update, under) / over;
  return share > 0 ? { over, under, share } : undefined;
}

type Rational = readonly [over: number, under: number];

function smallRational(ratio: number): Rational | undefined {
  for (let under = 1; under <= SMALL; under++) {
    const over = Math.round(ratio * under);
    const near = Math.abs(ratio * under - over) <= NEAR * over;
    if (over >= 1 && over <= SMALL && near) return [over, under];
  }
  return undefined;
}

function wholePeriods(ratio: number): Rational | undefined {
  const periods = Math.round(1 / ratio);
  return periods > SMALL && periods <= FAST && Math.abs(1 / ratio - periods) <= NEAR ? [1, periods] : undefined;
}

/** Means over this share of the period and more leave no pause. */
const WHOLE = 0.9;

/** What a sensor leaves of a harmonic that lands on `k / update`. */
function passing(window: SensorWindow, update: Seconds, k: number): number {
  if (window.kind === "instantaneous") return 1;
  if (window.kind === "counter") return 0;
  if (window.kind === "lag") return 1 / Math.hypot(1, (2 * Math.PI * k * window.timeConstant) / update);
  const x = (k * window.width) / update;
  if (window.width >= WHOLE * update) return 0;
  // a plateau that fills the window comes through whole: more than the sinc of its first harmonic
  return x < 1 ? 1 - x * x : Math.abs(Math.sin(Math.PI * x) / (Math.PI * x));
}

/** Where the risk is. */
interface Subject {
  readonly probe: string;
  readonly rail: string;
  readonly key: string;
  readonly update: Seconds;
  readonly load: Seconds;
}

/** What to know of it. */
export function aliasFinding({ over, under }: AliasRisk, { probe, rail, key, update, load }: Subject): Finding {
  const ratio = under === 1 ? `${over}` : `${over}/${under}`;
  return {
    code: "alias-risk",
    severity: "degraded",
    message: `${rail} in window ${key}: the load repeats every ${ms(load)}, ${ratio} of the ${ms(update)} between samples: they may all see the same part of it`,
    remedy:
      "Use an energy counter or a sensor without pauses, or repeat the run with shifted starts; longer runs do not help",
    probe,
    rail,
  };
}

const ms = (seconds: Seconds): string => `${Number((seconds * 1000).toPrecision(4))} ms`;
