import type { PlanRepeat } from "../../config/plan.js";
import { meanAndSd } from "../../core/stats.js";
import { decideRepeats, PILOT } from "../../steady/repeats.js";
import type { Outcome } from "./outcomes.js";
import { type RunNumbers, readRuns } from "./read-runs.js";

/**
 * In how many blocks a run is to be measured. A target is decided once, from the first five blocks that gave a number, so
 * that nobody stops when it looks good, and whoever resumes decides the same.
 */
export async function blocksOf(repeat: PlanRepeat, run: string, outcomes: readonly Outcome[]): Promise<number> {
  if (typeof repeat === "number") return repeat;
  const pilot = outcomes.filter(({ block }) => block < PILOT);
  const { means } = await readRuns(run, pilot);
  const statistic = headlineOf(means);
  return (statistic && decideRepeats(statistic, repeat)?.runs) ?? PILOT;
}

/** Work over the energy of what takes most of it. */
function headlineOf(runs: RunNumbers["means"]) {
  const powers = runs.filter(({ what }) => what === "meanPowerW").sort((a, b) => b.quantity.value - a.quantity.value);
  const efficiency = runs.find(({ what, of }) => what === "efficiency" && of === powers[0]?.of);
  return efficiency === undefined ? undefined : { ...meanAndSd(efficiency.values), runs: efficiency.values.length };
}
