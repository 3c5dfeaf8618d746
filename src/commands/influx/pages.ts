import type { Nanoseconds } from "../../core/units.js";
import { cellText, type Row, timeOf } from "./answer-rows.js";
import { whereText } from "./language.js";
import type { InfluxServer } from "./server.js";

/** What is asked for, in the order of time. */
export interface Wanted {
  /** Fields, as a query names them. */
  readonly select: string;
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970: from the first on, and before the second. */
  readonly from?: Nanoseconds | undefined;
  readonly before?: Nanoseconds | undefined;
  /** Rows in one answer. */
  readonly rows: number;
}

/** Rows page by page, so that memory does not grow with their number; each page is asked for when it is wanted. */
export async function* pages(server: InfluxServer, wanted: Wanted): AsyncGenerator<readonly Row[]> {
  const { select, measurement, tags, before, rows: limit } = wanted;
  let bound = wanted.from === undefined ? undefined : `time >= ${wanted.from}`;
  for (;;) {
    const conditions = [whereText(tags), bound, before === undefined ? undefined : `time < ${before}`];
    const where = conditions.filter((one) => one !== undefined && one !== "").join(" AND ");
    const { rows, partial } = await server.ask(
      `SELECT ${select} FROM ${server.from(measurement)}${where === "" ? "" : ` WHERE ${where}`} ORDER BY time ASC LIMIT ${limit}`,
    );
    if (rows.length > 0) yield rows;
    const last = timeOf(rows.at(-1));
    if ((rows.length < limit && !partial) || last === undefined) return;
    bound = `time > ${last}`;
  }
}

/** A text that stands in the fields json, json1, json2 ... of a row. */
export function textIn(row: Row): string {
  let text = cellText(row, "json");
  for (let k = 1, part = cellText(row, "json1"); part !== ""; k++, part = cellText(row, `json${k}`)) text += part;
  return text;
}
