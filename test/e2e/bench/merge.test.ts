import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { comparedMatrixSchema } from "../../../src/core/matrix-comparison-schema.js";
import { matrixSchema } from "../../../src/core/matrix-schema.js";
import { joulemark, scratch } from "../cli.js";

const FOUR = resolve("src/report/matrix/testdata/four.json");
const GAPS = resolve("src/report/matrix/testdata/gaps.json");

const merge = (...args: readonly string[]) => joulemark(["bench", "merge", ...args]);
const written = (text: string): string => {
  const file = join(scratch(), "matrix.json");
  writeFileSync(file, text);
  return file;
};

/** The stored matrix of four systems, cut into one file for each. */
function apart(): readonly string[] {
  const { comparisons: _, ...whole } = comparedMatrixSchema.parse(JSON.parse(readFileSync(FOUR, "utf8")));
  return whole.systems.map((system) =>
    written(
      JSON.stringify({
        ...whole,
        systems: [system],
        cells: whole.cells.filter((cell) => cell.system === system.label),
      }),
    ),
  );
}

describe("bench merge", () => {
  it("makes of the parts what the whole was, and what follows from it", async () => {
    const { status, stdout, stderr } = await merge(...apart(), "--json", "-");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(FOUR, "utf8")));
    expect(matrixSchema.safeParse(JSON.parse(stdout)).success).toBe(false); // it has its comparisons
  });

  it("prints the table, and reads what it wrote", async () => {
    const { status, stdout } = await merge(FOUR, GAPS);
    expect(status).toBe(0);
    expect(stdout).toBe((await merge(written((await merge(FOUR, GAPS, "--json", "-")).stdout))).stdout);
    for (const said of ["tx1", "Ratios between systems", "no ratio: POINT_MISMATCH", "ESTIMATE"])
      expect(stdout).toContain(said);
  });

  it.each([
    ["--csv", /^plan,system,cell,/],
    ["--markdown", /^## whitepaper-tables/],
    ["--latex", /\\begin\{longtable\}/],
  ])("gives %s alone on standard output", async (flag, begins) => {
    const { status, stdout } = await merge(FOUR, flag, "-");
    expect(status).toBe(0);
    expect(stdout).toMatch(begins);
  });

  it("renames a system", async () => {
    const [tx1 = ""] = apart();
    expect((await merge(`The board=${tx1}`)).stdout).toContain("\nThe board\n");
  });

  it.each([
    ["{", 122, /is not JSON/],
    ["", 122, /is empty/],
    [
      '{"schema":"joulemark/matrix/v2"}',
      122,
      /is joulemark\/matrix\/v2, and this joulemark reads joulemark\/matrix\/v1/,
    ],
    ['{"schema":"joulemark/result/v1"}', 122, /is joulemark\/result\/v1, not a matrix/],
    ["[]", 122, /names no schema/],
    ['{"schema":"joulemark/matrix/v1","ids":[]}', 122, /not a whole matrix: plan/],
  ])("refuses %s", async (text, code, words) => {
    const { status, stderr, stdout } = await merge(written(text));
    expect({ status, stdout }).toEqual({ status: code, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr).toContain("->");
  });

  it.each([
    [["/nowhere.json"], 120, /there is no such file/],
    [[], 120, /missing required argument/],
    [[FOUR, FOUR], 120, /The cell alexnet fp32 b1 gpu of tx1 is twice in/],
    [["=x.json"], 120, /is not LABEL=FILE/],
  ] as const)("refuses %j", async (args, code, words) => {
    const { status, stderr } = await merge(...args);
    expect(status).toBe(code);
    expect(stderr).toMatch(words);
  });
});
