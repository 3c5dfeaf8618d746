import { readFileSync } from "node:fs";
import type { ComparedMatrix } from "../../../core/matrix-comparison.js";
import { comparedMatrixSchema } from "../../../core/matrix-comparison-schema.js";

/** A matrix of `testdata/`. */
export const stored = (name: string): ComparedMatrix =>
  comparedMatrixSchema.parse(JSON.parse(readFileSync(new URL(`../testdata/${name}.json`, import.meta.url), "utf8")));

/** The same matrix with a text from outside in every place that holds one. */
export function withText(matrix: ComparedMatrix, text: string): ComparedMatrix {
  const renamed: unknown = JSON.parse(JSON.stringify(matrix), (key, value: unknown) => {
    if (typeof value !== "string") return value;
    return ["label", "system", "plan", "of", "curve", "message", "remedy", "device", "cpu"].includes(key)
      ? text
      : value;
  });
  return comparedMatrixSchema.parse(renamed);
}

/** Fields of RFC 4180, quotes taken off. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n)/gy;
  let row: string[] = [];
  for (let match = field.exec(text); match !== null; match = field.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
