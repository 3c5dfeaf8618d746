import type { Seconds } from "../core/units.js";
import { type Changes, type Grid, gridOf, meanSpacing } from "./period.js";
import { resolutionOf } from "./resolution.js";
import { medianOf, type Polls, usable } from "./trace.js";

/** What polls show of a sensor without any load. What they cannot show is undefined; `unknown` says why. */
export interface Updates {
  /** Spacing of updates and its standard uncertainty. */
  readonly periodS: Seconds | undefined;
  readonly uPeriodS: Seconds | undefined;
  /** Even updates, when they are; undefined when their spacing wanders. */
  readonly grid: Grid | undefined;
  readonly changes: Changes;
  /** Share of the polls that showed the last value again. */
  readonly duplicates: number;
  /** Step in which values are given. */
  readonly resolution: number | undefined;
  /** Standard deviation from update to update, steps of the load left out; undefined below the resolution. */
  readonly noise: number | undefined;
  /** Time in which nobody asked for longer than a period and a half, beyond that. */
  readonly missedS: Seconds;
  /** Polls that failed, were no number, or whose clock went back. */
  readonly left: number;
  /** Since when the last value has not changed, before the last poll. */
  readonly silentS: Seconds;
  /** Silent for more than 20 periods though it changed before: dead, but talking. */
  readonly stuck: boolean;
  readonly unknown: readonly string[];
}

const STUCK_PERIODS = 20;
/** Above this share of polls that show a new value, updates between polls were not seen. */
const MOST_NEW = 0.8;
const FEWEST = 6;

/** Update period, resolution, noise and missed time of a sensor that was polled faster than it updates (4.3). */
export function describeUpdates(recorded: Polls): Updates {
  const { polls, left } = usable(recorded);
  const changes = changesOf(polls);
  const count = polls.value.length;
  const unknown: string[] = [];
  const fresh = count > 1 ? changes.atS.length / (count - 1) : 0;
  const line = fresh <= MOST_NEW ? gridOf(changes) : undefined;
  if (line === undefined) unknown.push(`update period: ${whyNoPeriod(changes, fresh)}`);
  const grid = line !== undefined && isEven(line, changes) ? line : undefined;
  const spacing = line === undefined ? undefined : (grid ?? meanSpacing(changes, line.periodS));
  const periodS = spacing?.periodS;
  const resolution = resolutionOf(polls.value);
  if (resolution === undefined) unknown.push("resolution: the values show no step");
  const noise = noiseOf(changes.value, resolution);
  if (noise === undefined) unknown.push("noise: updates differ by no more than the resolution");
  const silentS = count === 0 ? 0 : lastOf(polls.afterS) - (changes.atS.at(-1) ?? polls.beforeS[0] ?? 0);
  return {
    periodS,
    uPeriodS: spacing?.uS,
    grid,
    changes,
    duplicates: count > 1 ? 1 - fresh : 0,
    resolution,
    noise,
    missedS: missedBy(polls, periodS),
    left,
    silentS,
    stuck: periodS !== undefined && silentS > STUCK_PERIODS * periodS,
    unknown,
  };
}

/** Where neighbouring polls differ. A read happens somewhere within its call, so a change lies anywhere between both calls. */
function changesOf({ beforeS, afterS, value }: Polls): Changes {
  const found: number[] = [];
  for (let i = 1; i < value.length; i++) if (value[i] !== value[i - 1]) found.push(i);
  const bounds = (i: number) => [beforeS[i - 1] ?? 0, afterS[i] ?? 0] as const;
  return {
    atS: Float64Array.from(found, (i) => (bounds(i)[0] + bounds(i)[1]) / 2),
    withinS: Float64Array.from(found, (i) => (bounds(i)[1] - bounds(i)[0]) / 2),
    value: Float64Array.from(found, (i) => value[i] ?? Number.NaN),
  };
}

function whyNoPeriod(changes: Changes, fresh: number): string {
  if (changes.atS.length === 0) return "the value never changed";
  if (fresh > MOST_NEW) return "nearly every poll shows a new value: poll faster than the sensor updates";
  if (changes.atS.length < FEWEST) return "the value changed too seldom: record longer";
  return "changes come at no even spacing";
}

/** Even when the changes scatter no more than the polls let them. */
function isEven(line: Grid, { withinS }: Changes): boolean {
  return line.scatterS < 0.02 * line.periodS + medianOf(withinS);
}

/** By the median of successive differences, which a few steps of the load do not move (1.4826 of normal noise). */
function noiseOf(values: Float64Array, resolution: number | undefined): number | undefined {
  if (values.length < FEWEST) return undefined;
  const differences = values.subarray(1).map((value, k) => value - (values[k] ?? 0));
  const middle = medianOf(differences);
  const noise = (1.4826 * medianOf(differences.map((each) => Math.abs(each - middle)))) / Math.SQRT2;
  return noise > 0 && noise * Math.SQRT2 > (resolution ?? 0) ? noise : undefined;
}

function missedBy({ beforeS, afterS }: Polls, periodS: Seconds | undefined): Seconds {
  if (periodS === undefined) return 0;
  let missed = 0;
  for (let i = 1; i < beforeS.length; i++) {
    missed += Math.max(0, (afterS[i] ?? 0) - (beforeS[i - 1] ?? 0) - 1.5 * periodS);
  }
  return missed;
}

const lastOf = (values: Float64Array): number => values.at(-1) ?? 0;
