import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { comparisonSchema } from "../../src/core/comparison-schema.js";
import { joulemark, scratch } from "./cli.js";

const probe = (powerW: number) => `simulated:periodMs=2,noiseSdW=1,waveform={"type":"constant","powerW":${powerW}}`;
const WORK = ["--work", "100", "--unit", "img"];
let out = "";

/** A recording of that name, of runs that draw so much. */
const record = async (name: string, powerW: number, more: readonly string[] = []) => {
  const { status, stderr } = await joulemark([
    "run",
    "-q",
    "--out",
    out,
    "--name",
    name,
    "-p",
    probe(powerW),
    ...more,
    "--",
    "sleep",
    "0.2",
  ]);
  if (status !== 0) throw new Error(stderr);
};

const compare = (...args: readonly string[]) => joulemark(["compare", "--out", out, ...args]);

beforeAll(async () => {
  out = scratch();
  await record("before", 50, ["--repeat", "4", ...WORK]);
  await record("after", 25, ["--repeat", "4", ...WORK]);
  await record("once", 50, WORK);
  await record("tokens", 50, ["--repeat", "2", "--work", "7", "--unit", "token"]);
  await record("result", 25, ["--repeat", "4", ...WORK, "--json", join(out, "result.json")]);
}, 180_000);

describe("joulemark compare A B", { timeout: 120_000 }, () => {
  test("says which is better and by how much, in the terminal and in the JSON of its schema", async () => {
    const { status, stdout } = await compare("before", "after");
    expect(status).toBe(0);
    // how long a command takes on a busy machine is nobody's: only power is the same everywhere
    expect(stdout).toMatch(/(B is better: it does|These runs cannot tell A and B apart: B does) /);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const comparison = comparisonSchema.parse(JSON.parse((await compare("before", "after", "--json", "-")).stdout));
    expect(comparison.sides.map(({ label, runs, name }) => [label, runs, name])).toEqual([
      ["A", 4, "before"],
      ["B", 4, "after"],
    ]);
    const power = comparison.subjects.flatMap(({ numbers }) => numbers).find(({ what }) => what === "meanPowerW");
    expect(power?.ratios[1]?.value).toBeCloseTo(0.5, 1);
    expect(power?.tests?.[1]).toMatchObject({ method: "welch", outcome: "less" });
    expect(power?.tests?.[1]?.p).toBeLessThan(0.05);
  });

  test("as Markdown and CSV", async () => {
    const { stdout } = await compare("before", "after", "--csv", "-");
    expect(stdout.split("\r\n")[0]).toMatch(/^side,run,.*,ratio_low,ratio_high,/);
    expect(stdout.split("\r\n").filter((line) => line.startsWith("B,"))).toHaveLength(5);
    expect((await compare("before", "after", "--markdown", "-")).stdout).toMatch(/\*\*(B is better|These runs)/);
  });

  test("with one run says that repeats are needed, and tests nothing", async () => {
    const { status, stdout } = await compare("before", "once");
    expect(status).toBe(0);
    expect(stdout).toContain("Not tested");
    expect(stdout).toContain("no-repeats: B has one run");
  });

  test("takes result files, of which nothing cancels", async () => {
    const { status, stdout } = await compare("before", join(out, "result.json"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/B is better|These runs cannot tell/);
    expect(stdout).toContain("nothing-cancels");
  });

  test.each([
    [["before", "tokens"], 122, "counted in img and that of B in token"],
    [["before", "before"], 120, "is A again"],
    [["before", "nope"], 120, "There is no recording"],
    [["before", "after", "--although", "batsh"], 120, "batch"],
    [["before", "--csv", "-", "--calibration", "none"], 120, "several runs"],
  ])("%j is refused, and says what to do", async (args, status, words) => {
    const ended = await compare(...args);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(words);
    expect(ended.stderr).toMatch(/\n {2}-> \S/);
    expect(ended.stdout).toBe("");
  });

  test("a file that is no result is refused", async () => {
    const file = join(scratch(), "x.json");
    writeFileSync(file, "{}");
    expect((await compare("before", file)).stderr).toContain("is no result of joulemark");
  });
});
