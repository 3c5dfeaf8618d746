import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, scratch } from "./cli.js";

const folder = mkdtempSync(join(tmpdir(), "joulemark-engines-"));
const PROBE = ["--probe", "simulated:periodMs=5", "--out", scratch()];

const mine = join(folder, "mine.yaml");
writeFileSync(
  mine,
  `schema: joulemark/engine/v1
name: mine
title: A program of a test
example: joulemark run --engine ./mine.yaml -- program
reads: stdout
unit: img
number: '^batch took (\\S+) s'
means: seconds
perBatch: true
`,
);

async function ran(args: readonly string[], script: string) {
  const command = ["sh", "-c", script];
  const out = await joulemark(["run", "-q", ...PROBE, "--json", "-", ...args, "--", ...command], { cwd: folder });
  return { ...out, result: (out.stdout.includes('"schema"') ? JSON.parse(jsonOf(out.stdout)) : null) as Result | null };
}
/** After what the command itself printed. */
const jsonOf = (stdout: string): string => stdout.slice(stdout.indexOf("{\n"));

const codes = (result: Result | null) => result?.quality.findings.map(({ code }) => code) ?? [];
const BATCH = ["--engine", "./mine.yaml", "--batch", "8"];

describe("run --engine", () => {
  test("takes the rate that the program prints, over the energy of the whole command", async () => {
    const { status, result } = await ran(BATCH, "sleep 0.3; echo 'batch took 0.5 s'");
    expect(status).toBe(0);
    const work = result?.windows[0]?.work;
    expect(work?.unit).toBe("img");
    expect(work?.rate.value).toBeCloseTo(16, 6);
    const power = result?.windows[0]?.totals[0]?.meanPowerW ?? result?.windows[0]?.rails[0]?.meanPowerW;
    expect(work?.efficiency[0]?.value).toBeCloseTo(16 / (power?.value ?? 0), 6);
  });

  test("measures between the lines that the engine names, of Caffe's own benchmark", async () => {
    const line = (text: string) => `echo 'I1222 19:37:11.971782  4516 caffe.cpp:400] ${text}' >&2`;
    const script = [
      "sleep 0.2",
      line("*** Benchmark begins ***"),
      "sleep 0.4",
      line("Average Forward pass: 100 ms."),
      line("*** Benchmark ends ***"),
    ].join("; ");
    const { result } = await ran(["--engine", "caffe-time", "--batch", "4"], script);
    const window = result?.windows.find(({ name }) => name === "benchmark");
    expect(window?.durationS).toBeGreaterThan(0.35);
    expect(window?.durationS).toBeLessThan(result?.windows[0]?.durationS ?? 0);
    expect(window?.work?.rate.value).toBeCloseTo(40, 6);
    expect(result?.windows[0]?.work).toBeUndefined();
    expect(codes(result)).toContain("caffe-backward");
    expect(result?.quality.verdict).not.toBe("good");
  });

  test.each([
    ["no number", "echo hello", "work-not-found"],
    ["two numbers", "echo 'batch took 1 s'; echo 'batch took 2 s'", "work-ambiguous"],
    ["no number but NaN", "echo 'batch took nan s'", "work-unreadable"],
  ])("a program that prints %s has no rate, and says why", async (_, script, code) => {
    const { status, result } = await ran(BATCH, `sleep 0.1; ${script}`);
    expect(status).toBe(0);
    expect(result?.windows[0]?.work).toBeUndefined();
    expect(codes(result)).toContain(code);
    expect(result?.quality.verdict).toBe("invalid");
  });

  test("a program that fails after its number keeps its own status, and its result is not good", async () => {
    const { status, result } = await ran(BATCH, "echo 'batch took 1 s'; exit 3");
    expect(status).toBe(3);
    expect(result?.quality.verdict).not.toBe("good");
  });

  test.each([
    [["--engine", "cafe-time"], 'did you mean "caffe-time"'],
    [["--engine", "caffe-time"], "Add --batch N"],
    [["--batch", "4"], "--engine"],
    [["--engine", "caffe-time", "--batch", "0"], "--batch"],
    [["--engine", "./mine.yaml", "--batch", "1", "--work", "3"], "cannot stand beside"],
    [["--engine", "./nothing.yaml"], "nothing.yaml"],
  ])("%j is refused with status 120 and what to do", async (args, said) => {
    const { status, stderr } = await ran(args, "true");
    expect(status).toBe(120);
    expect(stderr).toContain(said);
  });

  test("an engine's file that is wrong is refused with line and column of each fault", async () => {
    const wrong = join(folder, "wrong.yaml");
    writeFileSync(wrong, "schema: joulemark/engine/v1\nname: x\nnumber: 'no group'\nmeans: furlongs\nwindwo: 1\n");
    const { status, stderr } = await ran(["--engine", "./wrong.yaml"], "true");
    expect(status).toBe(120);
    expect(stderr).toMatch(/wrong\.yaml:3:\d+: number has no group/);
    expect(stderr).toMatch(/wrong\.yaml:4:\d+: means/);
    expect(stderr).toMatch(/wrong\.yaml:5:\d+: .*windwo/);
  });
});

describe("run --timeout", () => {
  test("ends a command that hangs, and all it started", async () => {
    const { status, result } = await ran(["--timeout", "0.5"], "sleep 77.25 & sleep 77.25");
    expect(status).toBe(143);
    expect(codes(result)).toContain("timed-out");
    expect(codes(result)).not.toContain("processes-left");
    expect(result?.windows[0]?.durationS).toBeLessThan(10);
  });

  test("kills one that does not listen, and is no success of one that ends with 0", async () => {
    const deaf = await ran(["--timeout", "0.4"], "trap '' TERM; while :; do sleep 0.1; done");
    expect(deaf.status).toBe(137);
    const calm = await ran(["--timeout", "0.4"], "trap 'exit 0' TERM; while :; do sleep 0.1; done");
    expect(calm.status).toBe(143);
    expect(calm.result?.quality.verdict).toBe("invalid");
  });

  test("leaves one alone that is done in time", async () => {
    const { status, result } = await ran(["--timeout", "20"], "sleep 0.2");
    expect(status).toBe(0);
    expect(codes(result)).not.toContain("timed-out");
  });
});
