import { isObject } from "../../core/json-shape.js";
import type { Nanoseconds } from "../../core/units.js";

/** A row of an answer: its columns by name; null is no value. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** What a query answered. */
export interface Rows {
  readonly rows: readonly Row[];
  /** The server gave fewer rows than there are, by a limit of its own. */
  readonly partial: boolean;
}

/** What a server says in place of an answer, or half way through one: as it says it, not to be shown as it is. */
export class QueryError extends Error {}

/**
 * The rows of an answer as JSON. Not as CSV, in which a server leaves out that it failed; and with times as text, for a
 * JSON number loses the last digits. Undefined where it is no such answer; throws QueryError.
 */
export function rowsIn(text: string): Rows | undefined {
  const answer = parsed(text);
  if (!isObject(answer)) return undefined;
  refuse(answer["error"]);
  const { results } = answer;
  if (!Array.isArray(results)) return undefined;
  const rows: Row[] = [];
  let partial = false;
  for (const result of results.filter(isObject)) {
    refuse(result["error"]);
    partial ||= result["partial"] === true;
    const series = Array.isArray(result["series"]) ? result["series"].filter(isObject) : [];
    for (const one of series) {
      partial ||= one["partial"] === true;
      rows.push(...rowsOf(one));
    }
  }
  return { rows, partial };
}

function rowsOf({ columns, values }: Readonly<Record<string, unknown>>): readonly Row[] {
  if (!Array.isArray(columns) || !Array.isArray(values)) return [];
  return values.map((cells: readonly Row[string][]) =>
    Object.fromEntries(columns.map((name, k) => [name, cells[k] ?? null])),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(error: unknown): void {
  if (typeof error === "string") throw new QueryError(error);
}

const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** Nanoseconds since 1970 of a row, exact; undefined where it has no time. */
export function timeOf(row: Row | undefined): Nanoseconds | undefined {
  const [, seconds, fraction = ""] = time.exec(String(row?.["time"] ?? "")) ?? [];
  if (seconds === undefined) return undefined;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** A column as text; empty where there is none. */
export const cellText = (row: Row | undefined, name: string): string => String(row?.[name] ?? "");
