import { type Character, classifySensor } from "../../characterize/classify.js";
import type { Load } from "../../characterize/load.js";
import type { Polls } from "../../characterize/trace.js";
import { describeUpdates, type Updates } from "../../characterize/updates.js";
import type { RailCharacter } from "../../core/characterization-schema.js";
import { MeasurementError } from "../../core/error.js";
import type { Rail } from "../../core/rail.js";

/** What there is of one rail to judge it by. */
export interface Seen {
  readonly rail: Rail;
  readonly polls: Polls;
  /** Empty without a load. */
  readonly load: Load;
  /** Half-width of the load's edges, s. */
  readonly edgesS: number;
}

/** Of two kinds that explain as much, neither is it (a difference of 10 is very strong evidence). */
const LEAST_EVIDENCE = 10;

/** What one rail's sensor is: by its updates alone, and under a known load also what its values mean. */
export function characterOf(seen: Seen): RailCharacter {
  const { rail, polls, load } = seen;
  const updates = describeUpdates(polls);
  const quiet = withoutLoad(rail, { ...updates, stuck: isDead(updates, seen) }, polls);
  if (load.atS.length === 0)
    return { ...quiet, unknown: [...updates.unknown, "kind, window and delay: there was no load"] };
  const found = classified(seen);
  const doubt = typeof found === "string" ? found : doubtOf(found);
  if (typeof found === "string" || doubt !== undefined) return { ...quiet, unknown: [...updates.unknown, doubt ?? ""] };
  return { ...quiet, ...underLoad(found, seen) };
}

/** What it is, or why that cannot be told. */
function classified({ polls, load }: Seen): Character | string {
  try {
    return classifySensor(polls, load);
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    return error.message;
  }
}

/** Why what was found is not to be relied on. */
function doubtOf({ kind, evidence, commensurate }: Character): string | undefined {
  if (evidence < LEAST_EVIDENCE)
    return `kind: another than ${kind} explains it nearly as well (evidence ${evidence.toFixed(1)})`;
  return commensurate ? "window and delay: the load's edges fell on too few phases of its period" : undefined;
}

/** At rest a sensor of coarse steps may show one value for long: it is dead where a load should have moved it. */
function isDead({ stuck, changes, periodS = 0 }: Updates, { polls, load }: Seen): boolean {
  const [last, end] = [changes.atS.at(-1) ?? 0, polls.afterS.at(-1) ?? 0];
  return stuck && load.atS.some((at) => at > last + 3 * periodS && at < end - 3 * periodS);
}

function withoutLoad(rail: Rail, updates: Updates, polls: Polls): RailCharacter {
  return {
    rail: rail.id,
    note: rail.note ?? null,
    point: rail.point,
    unit: rail.measures === "power" ? "W" : "J",
    polledS: spacingOf(polls),
    kind: null,
    periodS: updates.periodS ?? null,
    uPeriodS: updates.uPeriodS ?? null,
    windowS: null,
    lagS: null,
    delayS: null,
    uDelayS: null,
    driftS: null,
    seenShare: null,
    resolution: updates.resolution ?? null,
    noise: updates.noise ?? null,
    duplicates: updates.duplicates,
    missedS: updates.missedS,
    stuck: updates.stuck,
    explained: null,
    evidence: null,
    low: null,
    high: null,
    unknown: [...updates.unknown],
  };
}

/** What the load told of it. */
function underLoad(found: Character, { edgesS }: Seen): Partial<RailCharacter> {
  const { kind, periodS, windowS, lagS, evidence } = found;
  return {
    kind,
    windowS: kind === "boxcar" || kind === "running-mean" ? windowS : null,
    lagS: lagS > 0 ? lagS : null,
    delayS: found.delayS,
    uDelayS: Math.hypot(found.uDelayS, edgesS / Math.sqrt(3)),
    driftS: found.driftS ?? null,
    seenShare: kind === "boxcar" ? Math.min(1, windowS / periodS) : kind === "instantaneous" ? 0 : 1,
    explained: found.explained,
    evidence: Number.isFinite(evidence) ? evidence : null,
    low: found.low,
    high: found.high,
  };
}

const spacingOf = ({ beforeS }: Polls): number =>
  beforeS.length < 2 ? 0 : ((beforeS.at(-1) ?? 0) - (beforeS[0] ?? 0)) / (beforeS.length - 1);
