import { MeasurementError } from "../core/error.js";
import type { Mark } from "../core/mark.js";

const decimal = /^\+?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;

function compile(option: string, text: string): RegExp {
  try {
    return new RegExp(text, "g");
  } catch (cause) {
    throw new MeasurementError(
      "CONFIG",
      `${option} ${JSON.stringify(text)} is not a regular expression: ${cause instanceof Error ? cause.message : cause}`,
      "Use JavaScript's syntax, in single quotes for the shell",
      { cause },
    );
  }
}

/** The groups of a pattern: with an empty alternative it matches the empty string, and names all of them. */
const groupsOf = (pattern: RegExp) => new RegExp(`${pattern.source}|`).exec("");

/** `--mark-regex`: named groups `begin` and `end` give the names of marks. CONFIG when neither is there. */
export function parseMarkRegex(text: string): RegExp {
  const pattern = compile("--mark-regex", text);
  const names = Object.keys(groupsOf(pattern)?.groups ?? {});
  if (names.includes("begin") || names.includes("end")) return pattern;
  throw new MeasurementError(
    "CONFIG",
    `--mark-regex ${JSON.stringify(text)} has no group named begin or end`,
    "Name what is to be the mark's name, e.g. '(?:start (?<begin>\\w+))|(?:done (?<end>\\w+))'",
  );
}

/** `--work-regex`: the group `count`, or else the first group, is a number of work units. CONFIG when it has no group. */
export function parseWorkRegex(text: string): RegExp {
  const pattern = compile("--work-regex", text);
  if ((groupsOf(pattern)?.length ?? 0) > 1) return pattern;
  throw new MeasurementError(
    "CONFIG",
    `--work-regex ${JSON.stringify(text)} has no group`,
    "Put the number in brackets, e.g. 'processed (\\d+) images'",
  );
}

/** The marks that a line of output means, in its order. */
export function marksIn(line: string, pattern: RegExp): Pick<Mark, "kind" | "name">[] {
  return [...line.matchAll(pattern)].flatMap(({ groups }) => {
    const { begin, end } = groups ?? {};
    const marks: Pick<Mark, "kind" | "name">[] = [];
    if (end) marks.push({ kind: "end", name: end });
    if (begin) marks.push({ kind: "begin", name: begin });
    return marks;
  });
}

/** The texts that a line of output gives as work counts. */
export function workIn(line: string, pattern: RegExp): string[] {
  return [...line.matchAll(pattern)].flatMap((found) => found.groups?.["count"] ?? found[1] ?? []);
}

/** Beyond it a count, a rate or their quotients would leave the numbers there are: as `--work` has it. */
const least = 1e-9;
const most = 1e18;

/** Whether that much work, or work a second, can be reckoned with. */
export const isReckonable = (work: number): boolean => work >= least && work <= most;

/** A work count, or undefined when it is no number above zero that can be reckoned with. */
export function parseWork(text: string): number | undefined {
  const count = Number(text);
  return decimal.test(text) && isReckonable(count) ? count : undefined;
}
