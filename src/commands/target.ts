import { MeasurementError } from "../core/error.js";
import type { RepeatsDecided } from "../core/recording.js";
import type { Result, Statistic } from "../core/result.js";
import { nanoseconds, type Seconds } from "../core/units.js";
import { openRecording } from "../recording/reader.js";
import { decideRepeats, PILOT, type RepeatRule } from "../steady/repeats.js";
import type { ExecuteOptions } from "./execute.js";
import type { Session } from "./session.js";
import { summarizeAsKept } from "./summarize-as-kept.js";

/** What was sampled in the last of the first runs is on its way for about so long. */
const ARRIVES: Seconds = 0.5;

/** The rule, before the first run: nobody can say afterwards that it stopped when it looked good. */
export const ruleText = ({ target, most }: RepeatRule): string =>
  `target ±${percent(target)} (95 %, from run to run): ${PILOT} runs first, then one decision, at most ${Math.max(PILOT, most)} runs`;

/** The number of runs in all, decided once from those that were made; kept in the recording, and said. */
export async function decideAfterPilot(rule: RepeatRule, execution: ExecuteOptions): Promise<number> {
  const { context, session, signals, options } = execution;
  const { clock } = context;
  await clock.until(clock.now() + nanoseconds(ARRIVES), signals.signal);
  if (signals.signal.aborted) return PILOT;
  const statistic = await pilotOf(session);
  const decision = statistic && decideRepeats(statistic, rule);
  const say = (text: string) => options.quiet || context.stderr.write(`joulemark: ${text}\n`);
  if (statistic === undefined || decision === undefined) {
    say(`the first ${PILOT} runs have no energy to go by: no more runs`);
    return PILOT;
  }
  const { of, what } = statistic;
  session.planned({ type: "repeats", at: clock.now(), of, what, ...rule, ...decision });
  say(decisionText({ of, what, ...rule, ...decision }));
  return decision.runs;
}

const decisionText = ({ of, what, cv, needed, runs }: Omit<RepeatsDecided, "type" | "at">): string => {
  const capped = needed > runs ? `, where ${needed} are needed` : "";
  return `${wordsOf(what)} of ${of} scatters by ${percent(cv)} over ${PILOT} runs: ${runs} runs in all${capped}`;
};

/** The pilot as the report will show it; undefined where none can be made, which the report then says why. */
async function pilotOf(session: Session): Promise<Statistic | undefined> {
  try {
    session.recording.flush();
    return targeted(await summarizeAsKept(openRecording(session.folder)));
  } catch (error) {
    if (error instanceof MeasurementError) return undefined;
    throw error;
  }
}

/** What a target is of: work over energy where work is counted, else energy; of what takes most of it. */
function targeted({ statistics = [] }: Pick<Result, "statistics">): Statistic | undefined {
  const energies = statistics.filter(({ what }) => what === "energyJ").sort((a, b) => b.mean - a.mean);
  const [most] = energies;
  const efficiency = statistics.find(({ of, what }) => what === "efficiency" && of === most?.of);
  return efficiency ?? most;
}

/** What a statistic is called in a sentence. */
export const wordsOf = (what: string): string => (what === "efficiency" ? "work over energy" : "energy");

/** A share as percent, to two digits. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
