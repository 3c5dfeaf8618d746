import { limits } from "../config/limits.js";
import type { Finding } from "../core/finding.js";
import type { RecordedEvent, RepeatsDecided } from "../core/recording.js";
import type { Statistic, TargetResult } from "../core/result.js";
import { PILOT, relativeHalfWidth } from "../steady/repeats.js";
import { percent, wordsOf } from "./target.js";

/** The target that was asked for and what came of it; undefined where none was, or nothing could be decided. */
export function targetOf(
  events: readonly RecordedEvent[],
  statistics: readonly Statistic[] | undefined,
): TargetResult | undefined {
  const decided = events.find((event): event is RepeatsDecided => event.type === "repeats");
  if (decided === undefined) return undefined;
  const { of, what, target, cv, needed, most, runs } = decided;
  const statistic = statistics?.find((one) => one.of === of && one.what === what);
  const halfWidth = statistic === undefined ? null : relativeHalfWidth(statistic);
  return {
    of,
    what: what === "efficiency" ? what : "energyJ",
    target,
    pilotRuns: PILOT,
    pilotVariation: cv,
    neededRuns: needed,
    mostRuns: most,
    plannedRuns: runs,
    runs: statistic?.runs ?? 0,
    halfWidth,
    reached: halfWidth !== null && halfWidth <= target,
  };
}

/** What a reader has to know of a target: that it was missed and why, or that more repeats would not make U95 smaller. */
export function targetFindings(
  asked: unknown,
  target: TargetResult | undefined,
  statistics: readonly Statistic[] = [],
): readonly Finding[] {
  if (typeof asked !== "number") return [];
  if (target === undefined) return [notDecided(asked)];
  const statistic = statistics.find(({ of, what }) => of === target.of && what === target.what);
  return [...(target.reached ? [] : [missed(target)]), ...floor(target, statistic)];
}

const notDecided = (asked: number): Finding => ({
  code: "target-not-reached",
  severity: "degraded",
  message: `How many runs ±${percent(asked)} takes could not be decided: fewer than ${PILOT} runs were completed with an energy`,
  remedy: "See the other findings for what was missing, and measure again",
});

function missed(target: TargetResult): Finding {
  const { of, what, halfWidth, plannedRuns, neededRuns, runs } = target;
  const is = halfWidth === null ? "is not known" : `is known to ±${percent(halfWidth)}`;
  return {
    code: "target-not-reached",
    severity: "degraded",
    message: `${wordsOf(what)} of ${of} ${is} from run to run, not to ±${percent(target.target)}: ${whyMissed(target)}`,
    remedy:
      neededRuns > plannedRuns
        ? neededRuns > limits.maxRepeats.max
          ? "No number of repeats that is allowed reaches it: ask for less, or make each run longer or its machine quieter"
          : `Allow more runs with --max-repeats ${neededRuns}, or make each run longer or its machine quieter`
        : runs < plannedRuns
          ? "See why the command failed or was interrupted, and measure again"
          : "Measure again with a smaller target: the first runs may scatter less than the rest by chance; --warmup and --cooldown make runs alike",
  };
}

function whyMissed({ pilotVariation, neededRuns, mostRuns, plannedRuns, runs }: TargetResult): string {
  if (runs < plannedRuns) return `${runs} of ${plannedRuns} runs were completed`;
  if (neededRuns > plannedRuns) return `that takes ${neededRuns} runs, and ${mostRuns} were allowed`;
  return `the ${PILOT} first runs scattered by ${percent(pilotVariation)}, all ${runs} by more`;
}

/** What the runs share does not average out. */
function floor({ of, what, target, halfWidth }: TargetResult, statistic: Statistic | undefined): readonly Finding[] {
  if (statistic === undefined || halfWidth === null || halfWidth > target) return [];
  const { mean, U95, budget } = statistic;
  const whole = U95 / Math.abs(mean);
  const [largest] = budget.filter(({ source }) => source !== "runs");
  if (whole <= target || largest === undefined) return [];
  return [
    {
      code: "target-below-instrument",
      severity: "note",
      message: `From run to run ${wordsOf(what)} of ${of} is known to ±${percent(halfWidth)}; its U95 is ${percent(whole)}, for all runs share the errors of the instrument (most: ${largest.source})`,
      remedy: "More repeats do not help there: calibrate the sensor, or use a better one",
    },
  ];
}
