// The checked-in texts are what people see. After a wanted change: UPDATE_GOLDEN=1 npx vitest run src/report, then read the diff.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Result } from "../core/result.js";
import { resultSchema } from "../core/result-schema.js";
import { format } from "./format.js";

const fileOf = (name: string) => new URL(`testdata/${name}`, import.meta.url);
const resultOf = (name: string): Result => resultSchema.parse(JSON.parse(readFileSync(fileOf(`${name}.json`), "utf8")));

const forms: readonly (readonly [suffix: string, text: (result: Result) => string])[] = [
  ["80.txt", (result) => format(result, "table", { width: 80 })],
  ["120.txt", (result) => format(result, "table", { width: 120 })],
  ["40.txt", (result) => format(result, "table", { width: 40 })],
  ["md", (result) => format(result, "markdown")],
  ["csv", (result) => format(result, "csv")],
];

describe.each(["good", "bad", "estimate", "repeats"])("the result %s", (name) => {
  it.each(forms)("is printed as in testdata: %s", (suffix, text) => {
    const file = fileOf(`${name}.${suffix}`);
    const actual = text(resultOf(name));
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, actual);
    expect(existsSync(file), "no golden file: run with UPDATE_GOLDEN=1 and read it").toBe(true);
    expect(actual).toBe(readFileSync(file, "utf8"));
  });

  it("is the very object as JSON", () => {
    expect(JSON.parse(format(resultOf(name), "json"))).toEqual(resultOf(name));
  });
});
