import type { core } from "zod";
import { didYouMean } from "../core/nearest.js";
import { numberWithUnit } from "./key-units.js";

/** One of the schema library's issues. */
export type Issue = core.$ZodIssue;

/** An issue as the second half of a sentence about the value, whose words are the library's own only where they can be read. */
export function wordsOf(issue: Issue, value: unknown): string {
  if (!/^(Invalid|Too) /.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return wrongType(issue.expected, value, String(issue.path.at(-1) ?? ""));
    case "invalid_value":
      return notOneOf(issue.values.map(String), value);
    case "invalid_union":
      return "options" in issue ? notOneOf(issue.options.map(String), value) : stripped(issue.message);
    default:
      return stripped(issue.message);
  }
}

function wrongType(expected: string, value: unknown, key: string): string {
  if (value === undefined) return `is missing (${/^[aeiou]/.test(expected) ? "an" : "a"} ${expected})`;
  if (expected === "number" && typeof value === "number") return `must be a finite number, not ${value}`;
  const withUnit = expected === "number" && typeof value === "string" ? numberWithUnit(key, value) : undefined;
  return withUnit ?? `must be of type ${expected}, not ${typeOf(value)}`;
}

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

function notOneOf(words: readonly string[], value: unknown): string {
  const choice = words.length === 1 ? words[0] : `one of ${words.join(", ")}`;
  if (value === undefined) return `is missing; it must be ${choice}`;
  const text = String(JSON.stringify(value));
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return `must be ${choice}, not ${shown}${typeof value === "string" ? didYouMean(value, words) : ""}`;
}

const stripped = (message: string): string =>
  message
    .replace(/^Invalid input: /, "")
    .replace(/^Too (?:small|big): expected (?:number|bigint|int) to be /, "must be ")
    .replace(/^Too (?:small|big): expected \w+ to have /, "must have ");
