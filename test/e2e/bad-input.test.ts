import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joulemark, scratch } from "./cli.js";

const TRUE = ["--", "true"];

describe("options that make no sense are refused by name, with what is allowed", () => {
  test.each([
    [["run", "--probe", "simulatd", ...TRUE], "simulated"],
    [["run", "--probe", "simulated:nonsense=1", ...TRUE], "nonsense"],
    [["run", "--probe", "simulated", "--rate", "0", ...TRUE], "--rate"],
    [["run", "--probe", "simulated", "--rate", "-5", ...TRUE], "--rate"],
    [["run", "--probe", "simulated", "--rate", "NaN", ...TRUE], "--rate"],
    [["run", "--probe", "simulated", "--rate", "1e9", ...TRUE], "--rate"],
    [["run", "--probe", "simulated", "--repeat", "0", ...TRUE], "--repeat"],
    [["run", "--probe", "simulated", "--repeat", "1.5", ...TRUE], "--repeat"],
    [["run", "--probe", "simulated", "--idle", "-1", ...TRUE], "--idle"],
    [["run", "--probe", "simulated", "--work", "none", ...TRUE], "--work"],
    [["run", "--probe", "simulated", "--work-regex", "(", ...TRUE], "regex"],
    [["run", "--probe", "simulated", "--mark-regex", "abc", ...TRUE], "regex"],
    [["run", "--probe", "simulated", "--sink", "ndjsn", ...TRUE], "ndjson"],
    [["run", "--probe", "simulated", "--json", "/no/such/folder/r.json", ...TRUE], "/no/such/folder"],
    [["run", "--probe", "simulated", "--json", "/tmp", ...TRUE], "/tmp"],
    [["run", "--probe", "simulated", "--json", "-", "--csv", "-", ...TRUE], "standard output"],
    [["run", "--probe", "simulated", "--sysroot", "/no/such/root", ...TRUE], "/no/such/root"],
    [["run", "--probe", "simulated"], "no command"],
    [["run", "--probe", "simulated", "--"], "no command"],
    [["run", "--rat", "5", ...TRUE], "--rate"],
    [["reprot"], "report"],
    [["schema", "reslt"], "result"],
  ])("%j", async (args, word) => {
    const { status, stdout, stderr } = await joulemark(args);
    expect(status).toBeGreaterThanOrEqual(120);
    expect(status).toBeLessThanOrEqual(123);
    expect(stderr).toContain(word);
    expect(stdout).toBe("");
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });
});

describe("an empty value is refused by the option's name, before anything is done", () => {
  test.each([
    ...["--config", "--name", "--unit", "--out", "--sysroot", "--json", "--work-regex", "--rate"].map((option) => [
      "run",
      option,
    ]),
    ["record", "--out"],
    ["report", "--out"],
    ["export", "--to"],
    ["runs", "--out"],
  ])("%s %s ''", async (verb, option) => {
    const cwd = scratch();
    const words = verb === "run" ? ["--probe", "simulated", "-q", "--work", "1"] : [];
    const { status, stdout, stderr } = await joulemark([verb, ...words, option, "", ...(verb === "run" ? TRUE : [])], {
      cwd,
    });
    expect([status, stdout]).toEqual([120, ""]);
    expect(stderr).toMatch(new RegExp(`^joulemark: ${option} is empty\n  -> .*${option}`));
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test("a run that does not exist is named, and so are those that do", async () => {
  await joulemark(["run", "-q", "--probe", "simulated", "--name", "existing", ...TRUE]);
  const { status, stderr } = await joulemark(["report", "exsting"]);
  expect(status).toBe(120);
  expect(stderr).toContain("exsting");
  expect(stderr).toContain("existing");
});

describe("a configuration is refused with its place", () => {
  const withConfig = async (text: string | Buffer) => {
    const cwd = scratch();
    writeFileSync(join(cwd, "joulemark.yaml"), text);
    return joulemark(["run", "--probe", "simulated", ...TRUE], { cwd });
  };
  test("an unknown key", async () => {
    const { status, stderr } = await withConfig("rate: 10\nrepaet: 3\n");
    expect(status).toBe(120);
    expect(stderr).toMatch(/joulemark\.yaml:2:1/);
    expect(stderr).toContain("repeat");
  });
  test("a value out of range", async () => {
    const { status, stderr } = await withConfig("repeat: 0\n");
    expect(status).toBe(120);
    expect(stderr).toMatch(/joulemark\.yaml:1:9/);
  });
  test.each([
    ["not YAML", "rate: [1, 2\n"],
    ["not a mapping", "just words\n"],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00, 0x80])],
  ])("%s", async (_what, text) => {
    const { status, stderr } = await withConfig(text);
    expect(status).toBe(120);
    expect(stderr).toContain("joulemark.yaml");
  });
});

describe("an instrument's file may hold anything", () => {
  const withChip = async (content: string | Buffer) => {
    const root = scratch();
    const chip = join(root, "sys/class/hwmon/hwmon0");
    mkdirSync(chip, { recursive: true });
    writeFileSync(join(chip, "name"), "somechip\n");
    writeFileSync(join(chip, "power1_input"), content);
    return joulemark(["run", "--sysroot", root, "--probe", "hwmon", "--json", "-", "--", "sleep", "0.3"]);
  };
  test.each([
    ["garbage", "hello\n"],
    ["nothing", ""],
    ["a huge number", `${"9".repeat(400)}\n`],
    ["no text", Buffer.from([0xff, 0xfe, 0x80, 0x0a])],
  ])("%s is never a number", async (_what, content) => {
    const { stdout, stderr, status } = await withChip(content);
    if (stdout === "") {
      expect(status).toBe(121);
      expect(stderr).toContain("power1_input");
      return;
    }
    const result = JSON.parse(stdout);
    expect(result.windows[0].rails.every((rail: { energyJ: unknown }) => rail.energyJ === null)).toBe(true);
    expect(result.quality.verdict).toBe("invalid");
  });
});
