import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../../src/core/result.js";
import { joulemark, scratch } from "../cli.js";
import { hasRealRunner, realRunner } from "./bench.js";

const env = { JOULEMARK_RUNNER: realRunner };
const POWER = ["--probe", "simulated:waveform.type=constant,waveform.powerW=20"];
const cell = (...args: readonly string[]) =>
  joulemark(
    ["bench", "--network", "tiny", "--backend", "reference", ...POWER, "--out", join(scratch(), "out"), ...args],
    {
      env,
    },
  );

describe("the native runner", () => {
  if (!hasRealRunner) test.skip("skipped: the native runner is not built", () => undefined);

  describe.skipIf(!hasRealRunner)("built here", () => {
    test("is understood: a tiny network, verified, on the reference back end", async () => {
      const args = ["--batch", "2", "--duration", "1.2", "--warmup", "0.1", "--verify", "--mode", "latency"];
      const { status, stdout, stderr } = await cell(...args, "--json", "-");
      expect([status, stderr.includes("could not be read")]).toEqual([0, false]);
      const result = JSON.parse(stdout) as Result;
      const { work, durationS } = result.windows.find(({ name }) => name === "inference") ?? {};
      expect(work?.count).toBeGreaterThan(0);
      expect((work?.count ?? 1) % 2).toBe(0);
      expect(durationS).toBeGreaterThan(1);
      expect(work?.latencyMs?.median).toBeGreaterThan(0);
      expect(result.run.load).toMatchObject({ network: "tiny", batch: 2, verify: { passed: true } });
      expect(result.run.load?.["weightsHash"]).toMatch(/^[0-9a-f]{16}$/);
    });

    test.each([
      [["--network", "nope"], "nope"],
      [["--backend", "nope"], "reference"],
      [["--batch", "0"], "65536"],
      [["--batch", "nan"], "65536"],
      [["--precision", "fp8"], "fp16-true"],
      [["--input", "noise"], "gaussian"],
    ])("%j is 120 and names the choices, once", async (args, named) => {
      const { status, stdout, stderr } = await cell(...args);
      expect([status, stdout]).toEqual([120, ""]);
      expect(stderr).toContain(named);
      expect(stderr.match(/ {2}-> /g)).toHaveLength(1);
    });

    test("info names the reference back end and the networks", async () => {
      const { status, stdout } = await joulemark(["runner", "info"], { env });
      expect([status, stdout.includes("alexnet")]).toEqual([0, true]);
      expect(stdout).toMatch(/^reference\s+found/m);
    });
  });
});
