import { type Finding, MADE_UP } from "../core/finding.js";
import type { Point } from "../core/rail.js";
import type { Result, Statistic } from "../core/result.js";
import { clean } from "./text.js";

/** The mark on everything that a model said and no instrument measured. */
export const ESTIMATE = "ESTIMATE";

/** The sentence that goes with the verdict when a result rests on a model. */
export const ESTIMATE_SENTENCE = `${ESTIMATE}: from a model, not from an instrument`;

const MADE_UP_SENTENCE = "MADE UP: by a simulation, not by an instrument";

/** What has to be known before any number is read. */
export function alarmsOf({
  estimate,
  findings,
}: {
  estimate: boolean;
  findings: readonly Finding[];
}): readonly string[] {
  const madeUp = findings.some(({ code }) => code === MADE_UP);
  return [...(estimate ? [ESTIMATE_SENTENCE] : []), ...(madeUp ? [MADE_UP_SENTENCE] : [])];
}

/** What numbers carry a point of the power distribution network. */
interface AtPoint {
  readonly point: Point;
  readonly estimate: boolean;
}

/** The point as tables print it: an estimate is never shown under any other word. */
export const pointText = ({ point, estimate }: AtPoint): string =>
  estimate || point === "estimate" ? ESTIMATE : point;

/** `at regulator-input`, or `ESTIMATE`. */
export function atPointText(at: AtPoint): string {
  const text = pointText(at);
  return text === ESTIMATE ? text : `at ${text}`;
}

/** `exit 0`, `killed by SIGTERM`, or that nobody knows. */
export function exitText({ code, signal }: { readonly code: number | null; readonly signal: string | null }): string {
  if (signal !== null) return `killed by ${clean(signal)}`;
  return code === null ? "exit unknown" : `exit ${code}`;
}

const plainWord = /^[\w@%+=:,./-]+$/;

/** A command line as one would type it in a shell. */
export const commandText = (command: readonly string[]): string =>
  command.map((word) => clean(plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");

/** What a result is of: its name and command, or its id where it has neither, as of a recording that was imported. */
export function titleText({ id, name, command }: Result["run"]): string {
  const parts = [name === undefined ? "" : clean(name), commandText(command)].filter((part) => part !== "");
  return parts.length === 0 ? clean(id) : parts.join(": ");
}

/** How a command ended; nothing where none was run. */
export const endText = ({ command, exit }: Result["run"]): readonly string[] =>
  command.length === 0 ? [] : [exitText(exit)];

/** What a statistic is of, in words. */
export const statisticWords: Readonly<Record<Statistic["what"], string>> = {
  energyJ: "energy",
  meanPowerW: "mean power",
  durationS: "duration",
  rate: "rate",
  efficiency: "efficiency",
};

/** Where a finding belongs: ` (probe/rail)`, ` (probe)` or nothing. */
export function findingPlace({ probe, rail }: Finding): string {
  const place = [probe, rail].filter((part) => part !== undefined).join("/");
  return place === "" ? "" : ` (${clean(place)})`;
}
