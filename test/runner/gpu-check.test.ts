import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "joulemark-gpu-check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const report = join(folder, "report.md");

const gpuCheck = (args: readonly string[], env: Record<string, string> = {}) =>
  execa("bash", [join("scripts", "gpu-check"), "--out", report, ...args], { env, reject: false, stdin: "ignore" });
const onFake = (...args: readonly string[]) => ["--runner", "test/runner/fake-runner", "--quick", ...args];

const passes = { FAKE_DRIVER: "", FAKE_BROKEN: "" };

describe("gpu-check", () => {
  it("refuses a machine without a driver with the runner's code and remedy, and leaves no report", async () => {
    const { exitCode, stderr } = await gpuCheck(onFake(), { FAKE_DRIVER: "missing" });
    expect(exitCode).toBe(69);
    expect(stderr).toContain('no-driver: no "driver" is loaded\n  -> install one');
    expect(existsSync(report)).toBe(false);
  });

  it.each([
    ["an unknown option", ["--fast"], "unknown option --fast"],
    ["an option without its value", ["--cuda-lib-dir"], "--cuda-lib-dir needs a value"],
    ["a device that is no number", ["--device", "first"], "--device takes a number"],
    ["a report in a folder that is missing", ["--out", "no/such/folder/report.md"], "no file in a folder that exists"],
    ["a runner that is missing", ["--runner", "no/such/runner"], "is no program"],
  ])("refuses %s", async (_what, args, message) => {
    const { exitCode, stderr } = await gpuCheck(args);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).toContain("  -> scripts/gpu-check [--cuda-lib-dir DIR]");
  });

  it("writes one report of everything that was run", { timeout: 120_000 }, async () => {
    const { exitCode, stderr } = await gpuCheck(onFake(), passes);
    const text = readFileSync(report, "utf8");
    expect(stderr).not.toContain("failed:");
    expect(exitCode).toBe(0);
    expect(text).toContain(
      '| `--network alexnet --precision fp32 --batch 1` | 1e-06 | 1e-05 | true | on | 2 × fft, fused | "n" | passed |',
    );
    expect(text).toMatch(/--precision fp16 --batch 1` .* refused: fp16: none here \|/);
    expect(text).toMatch(/--network alexnet --algo find` .* passed \|/);
    expect(text).toMatch(/--batch 1000000` \| 64 usage \| too many \| passed \|/);
    expect(text).toMatch(/SIGTERM \| 0 \| stopped after \d+ ms \| passed \|/);
    expect(text).toMatch(/--network googlenet --batch 1 --graph off` \| 123.5 \| 0.001 \|/);
    expect(text).toMatch(/\d+ passed, \d+ refused by the device, 0 failed\./);
    expect(text).toMatch(/## Under the probes[^#]* img\/s\/W /);
  });

  describe("with nvidia-smi", () => {
    const bin = mkdtempSync(join(folder, "bin-"));
    // A device of 300 MiB, so that a batch too large for it fits into any machine.
    const script = '#!/bin/sh\ncase "$*" in *-lms*) echo "50.0, 1000, 40"; exec sleep 60 ;; *) echo 300 ;; esac\n';
    writeFileSync(join(bin, "nvidia-smi"), script, { mode: 0o755 });
    const env = { ...passes, PATH: `${bin}:${process.env["PATH"]}` };

    it("has a batch refused for the device's memory, and its power beside the rate", { timeout: 120_000 }, async () => {
      const { exitCode, stderr } = await gpuCheck(onFake(), env);
      const text = readFileSync(report, "utf8");
      // also where a sampler is killed before it began, as when the device refuses at once
      expect([exitCode, stderr.includes("failed:")]).toEqual([0, false]);
      expect(text).toMatch(/\d+ passed, \d+ refused by the device, 0 failed\./);
      expect(text).toMatch(
        /--network googlenet --batch 100` \| 71 out-of-memory \| .* of the device's .* \| passed \|/,
      );
      expect(text).toMatch(/\| 50.0 W, 1000 MHz, at most 40 °C \(1 readings\) \|/);
    });

    it("takes no refusal for the machine's own memory for that", { timeout: 120_000 }, async () => {
      const { exitCode, stderr } = await gpuCheck(onFake(), { ...env, FAKE_MEMORY: "5 GB, and 1 GB are free" });
      expect([exitCode, stderr.includes(`failed: "of the device's" expected in: 5 GB`)]).toEqual([1, true]);
    });
  });

  it("ends with 1 and the exact command where logits are wrong", { timeout: 120_000 }, async () => {
    const { exitCode, stderr } = await gpuCheck(onFake(), { ...passes, FAKE_BROKEN: "find" });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("failed: exit 74, verify-failed: the logits differ by 0.5");
    const text = readFileSync(report, "utf8");
    expect(text).toContain("1 failed.");
    expect(text).toMatch(/fake-runner run --backend cudnn --device 0 --no-wait --network alexnet --algo find --verify/);
  });
});
