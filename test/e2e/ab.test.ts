import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { comparisonSchema } from "../../src/core/comparison-schema.js";
import type { Result } from "../../src/core/result.js";
import { resultSchema } from "../../src/core/result-schema.js";
import { joulemark, measured, recordingsIn, scratch } from "./cli.js";

const CONSTANT = 'simulated:periodMs=2,waveform={"type":"constant","powerW":20}';

/** As it stands in a page. */
const escaped = (text: string): string => text.replaceAll("<", "&lt;").replaceAll("'", "&#39;");

/** `run --ab` with a result, though no command stands after it. */
async function interleaved(
  options: readonly string[],
  cwd = scratch(),
): Promise<{ result: Result; status: number | null; stderr: string }> {
  const { status, stdout, stderr } = await joulemark(["run", ...options, "--json", "-"], { cwd });
  return { status, stderr, result: JSON.parse(stdout) as Result };
}

describe("run --ab", { timeout: 120_000 }, () => {
  test("runs both in blocks of two, keeps which is which, and says which is better", async () => {
    const cwd = scratch();
    const dial = `simulated:periodMs=2,noiseSdW=0.5,waveform={"type":"dial","file":"${join(cwd, "dial")}"}`;
    const at = (watts: number) => `sh -c 'echo ${watts} > dial; sleep 0.3'`;
    const out = join(cwd, "out");
    const { status, stderr, result } = await interleaved(
      [
        "-p",
        dial,
        "--out",
        out,
        "--ab",
        at(40),
        at(10),
        "--repeat",
        "5",
        "--seed",
        "7",
        "--warmup",
        "1",
        "--work",
        "50",
        "--unit",
        "img",
      ],
      cwd,
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/5 blocks of A and B \(seed 7\): (ABBA|BAAB) (ABBA|BAAB) (AB|BA)\n/);
    expect(resultSchema.safeParse(result).error).toBeUndefined();
    const labels = (result.runs ?? []).map(({ label }) => label).join("");
    expect(stderr).toContain(labels.match(/.{1,4}/g)?.join(" "));
    expect(result.statistics).toBeUndefined();
    expect(stderr).toContain("within blocks of two runs");
    expect(result.sides?.map(({ label, statistics }) => [label, statistics[0]?.runs])).toEqual([
      ["A", 5],
      ["B", 5],
    ]);
    // how long a command takes on a busy machine is nobody's: what is said has to fit what was seen, whichever it is
    expect(result.comparison?.headline?.words[0]).toMatch(
      /^(B is better: it does|These runs cannot tell A and B apart: B does) /,
    );
    const [words = ""] = result.comparison?.headline?.words ?? [];
    expect(stderr.indexOf("MADE UP")).toBeGreaterThan(0);
    expect(stderr.indexOf("MADE UP")).toBeLessThan(stderr.indexOf(words.slice(0, 20)));
    const power = result.comparison?.subjects
      .flatMap(({ numbers }) => numbers)
      .find(({ what }) => what === "meanPowerW");
    expect(power?.tests?.[1]).toMatchObject({ method: "paired", dof: 4 });
    expect(power?.ratios[1]?.value).toBeLessThan(0.9);

    const [folder = ""] = recordingsIn(out);
    const again = await joulemark(["compare", folder, "--json", "-"]);
    expect(comparisonSchema.parse(JSON.parse(again.stdout))).toEqual(result.comparison);
    const reported = await joulemark(["report", folder, "--csv", "-"]);
    expect(reported.stdout.split("\r\n")[0]).toMatch(/,side$/);
    const beside = await joulemark(["compare", folder, folder]);
    expect([beside.status, beside.stderr]).toEqual([122, expect.stringContaining("holds the runs of two commands")]);
  }, 120_000);

  test("one side fails: its status is ours, and the whole blocks before it are compared", async () => {
    const script = 'n=$(cat n 2>/dev/null || echo 0); echo $((n + 1)) > n; sleep 0.1; [ "$n" -lt 2 ]';
    const { status, result } = await interleaved([
      "-p",
      CONSTANT,
      "-q",
      "--ab",
      "sleep 0.1",
      `sh -c '${script}'`,
      "--repeat",
      "4",
      "--seed",
      "1",
    ]);
    expect(status).toBe(1);
    const codes = result.quality.findings.map(({ code }) => code);
    expect(codes).toContain("blocks-incomplete");
    expect(codes).not.toContain("repeats-incomplete");
    expect(result.comparison?.sides.map(({ runs }) => runs)).toEqual([2, 2]);
    expect(result.quality.findings.find(({ code }) => code === "command-failed")?.message).toContain("(B)");
  });

  test("one block says that it tests nothing; none at all gives no comparison", async () => {
    const one = await interleaved(["-p", CONSTANT, "-q", "--ab", "sleep 0.1", "sleep 0.1", "--repeat", "1"]);
    expect(one.result.comparison?.headline?.words[0]).toMatch(/^Not tested/);
    expect(one.result.comparison?.findings).toContainEqual(expect.objectContaining({ code: "no-repeats" }));
    expect(one.result.quality.verdict).toBe("degraded");
    const none = await interleaved(["-p", CONSTANT, "-q", "--ab", "false", "false", "--repeat", "2"]);
    expect(none.status).toBe(1);
    expect(none.result).not.toHaveProperty("comparison");
    expect(none.result.sides?.map(({ statistics }) => statistics)).toEqual([[], []]);
  });

  test.each([
    [["--ab", "true"], "two commands"],
    [["--ab", "true", "true", "true"], "two commands"],
    [["--ab", "true", "true", "--", "true"], "beside them"],
    [["--ab", "true", "'open"], "stays open"],
    [["--ab", "true | cat", "true"], "sh -c"],
    [["--ab", "true", ""], "empty"],
    [["--ab", "true", "no-such-command-anywhere"], "no-such-command-anywhere"],
    [["--ab", "true", "true", "--target-uncertainty", "1%"], "--repeat N"],
    [["--ab", "true", "true", "--phase-shift", "4"], "--repeat N"],
    [["--ab", "true", "true", "--seed", "x"], "--seed"],
    [["--seed", "4", "--", "true"], "--ab"],
  ])("%j is refused before anything is measured, and says what to write", async (flags, words) => {
    const out = join(scratch(), "none");
    const { status, stderr } = await joulemark(["run", "-p", CONSTANT, "--out", out, ...flags]);
    expect([120, 127]).toContain(status);
    expect(stderr).toContain(words);
    expect(() => recordingsIn(out)).toThrow();
  });

  test("without it nothing changes: one command has statistics and no sides", async () => {
    const { result } = await measured(["-p", CONSTANT, "--repeat", "2"], ["sleep", "0.05"]);
    expect(result).not.toHaveProperty("sides");
    expect(result.statistics?.length).toBeGreaterThan(0);
    expect(result.runs?.[0]).not.toHaveProperty("label");
  });

  test("has a page with the verdict, every number of both sides, and the words that measure it again", async () => {
    const cwd = scratch();
    const page = join(cwd, "page.html");
    const { result } = await interleaved(
      ["-p", CONSTANT, "--ab", "sleep 0.1", "sleep 0.2", "--repeat", "2", "--seed", "3", "--html", page],
      cwd,
    );
    const text = readFileSync(page, "utf8");
    for (const words of result.comparison?.headline?.words ?? []) expect(text).toContain(escaped(words));
    const values = result.comparison?.subjects.flatMap(({ numbers }) => numbers.flatMap((number) => number.values));
    expect(values?.length).toBeGreaterThan(3);
    for (const value of values ?? []) expect(text).toContain(`data-value="${value?.value}" data-u95="${value?.U95}"`);
    expect(text).toContain("--repeat 2 --seed 3 --ab &#39;sleep 0.1&#39; &#39;sleep 0.2&#39;");
  });

  test("its page holds the comparison, and no number of one run at its head", async () => {
    const cwd = scratch();
    const args = ["--html", "page.html", "-p", CONSTANT, "-q", "--repeat", "2", "--seed", "1"];
    const { result } = await interleaved([...args, "--ab", "sleep 0.1", "sleep 0.2"], cwd);
    const page = readFileSync(join(cwd, "page.html"), "utf8");
    const [words = ""] = result.comparison?.headline?.words ?? [];
    expect(words).not.toBe("");
    expect(page).toContain(escaped(words));
    expect(page).toContain('<section id="comparison">');
    expect(page).toMatch(/command \d \(A\)/);
    expect(page).toMatch(/command \d \(B\)/);
    expect(page).not.toContain('class="cards"');
    expect(page).toMatch(/\(run 1 of 4, [AB]\)/);
  });
});
