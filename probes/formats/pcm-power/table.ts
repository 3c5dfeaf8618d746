import { parseLine, printedNumber, railId } from "../../shared/pcm/lines.js";
import { utcOf } from "../zone.js";

/** Where a CSV's columns are (devices.md C3): a rail's power by its index. */
export interface Layout {
  readonly cells: number;
  readonly rails: ReadonlyMap<string, number>;
}

/** One interval: when it ended, and every rail's mean power in watts or NaN. */
export interface TableRow {
  readonly ms: number;
  readonly watts: readonly number[];
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d),(\d\d):(\d\d):(\d\d)\.(\d{3}),/;
const GROUP = /^S(\d{1,3})$/;
/** Both header rows begin with the columns of date and time, in the first one without a name. */
const FIRST_HEADER = /^,,/;
const SECOND_HEADER = /^Date,Time,/;

/** Whether a line is one of the two header rows. */
export const isHeader = (line: string): boolean => FIRST_HEADER.test(line) || SECOND_HEADER.test(line);

/** The layout that two header rows make: groups, then metrics, both by name. Undefined for rows that are none. */
export function layoutOf(groups: string, names: string): Layout | undefined {
  if (!FIRST_HEADER.test(groups) || !SECOND_HEADER.test(names)) return undefined;
  const group = groups.split(",");
  const metrics = names.split(",").map((name) => name.trim().replace(/ *\([^()]*\)$/, ""));
  const rails = new Map<string, number>();
  for (const [index, metric] of metrics.entries()) {
    const socket = GROUP.exec(group[index]?.trim() ?? "")?.[1];
    if (socket === undefined) continue;
    if (metric === "Watts") rails.set(railId(socket), index);
    if (metric === "DRAM Watts") rails.set(`${railId(socket)}/dram`, index);
  }
  return { cells: metrics.length, rails };
}

/** A row of values, or why it is none. */
export function parseRow(line: string, layout: Layout, zone: string | undefined): TableRow | "cells" | "time" {
  const cells = line.split(",");
  if (cells.length !== layout.cells) return "cells";
  const ms = stampOf(line, zone);
  if (ms === undefined) return "time";
  // nothing that runs consumes nothing
  const watts = [...layout.rails.values()].map((index) => printedNumber(cells[index]?.trim()) || Number.NaN);
  return { ms, watts };
}

function stampOf(line: string, zone: string | undefined): number | undefined {
  const parts = STAMP.exec(line)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = parts;
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  const same = new Date(local).toISOString().slice(0, 23).replace("T", ",");
  if (!line.startsWith(same)) return undefined;
  return zone === undefined ? local : utcOf(local, zone);
}

/** Whether the text begins here: dashes or the length of a block. */
export const isText = (line: string): boolean => ["rule", "elapsed"].includes(parseLine(line).kind);
