import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { canPlayPorts, Pty } from "../../probes/serial-daq/testing/pty.js";
import type { Result } from "../../src/core/result.js";
import { CLI, scratch, start } from "./cli.js";

const ptys: Pty[] = [];
afterEach(async () => {
  for (const pty of ptys.splice(0)) await pty.end();
});

/** A meter of 12 V and 1.5 A that prints a line every 5 ms, and says 25: this computer may be busy. */
function meter(path = join(scratch(), "port"), stamp = (ms: number) => ms) {
  const pty = new Pty(path).talk(5, (ms) => `${stamp(ms)},12.0,1500\r\n`);
  ptys.push(pty);
  const word = `serial-daq:path=${path},protocol=csv,csv.columns="time:ms cpu:V cpu:mA",csv.periodMs=25,rails.cpu.point=regulator-output,rails.cpu.accuracyPercent=1`;
  return { pty, path, run: ["run", "-q", "--out", join(scratch(), "out"), "--probe", word, "--json", "-", "--"] };
}

const resultOf = (stdout: string) => JSON.parse(stdout.slice(stdout.indexOf("{"))) as Result;

describe.skipIf(!canPlayPorts)(
  `a serial meter${canPlayPorts ? "" : " (skipped: no socat)"}`,
  { timeout: 60_000 },
  () => {
    it("measures a command", async () => {
      const { run } = meter();
      const { status, stdout } = await start([...run, "sleep", "1"]).ended;
      expect(status).toBe(0);
      const { windows, quality } = resultOf(stdout);
      const [rail] = windows[0]?.rails ?? [];
      expect(rail?.meanPowerW?.value).toBeCloseTo(18, 6);
      expect(rail?.coverage).toBeGreaterThan(0.9);
      expect(quality.findings.map(({ code }) => code)).not.toContain("probe-died");
    });

    it("has its clock in the result, and a reset of it is named", async () => {
      const { run } = meter(undefined, (ms) => ms % 2000);
      const { status, stdout } = await start([...run, "sleep", "3"]).ended;
      expect(status).toBe(0);
      const { clocks, windows, quality } = resultOf(stdout);
      expect(clocks).toEqual([expect.objectContaining({ probe: "serial-daq", method: "lower-hull" })]);
      expect(clocks?.[0]?.wentBack).toBeGreaterThan(0);
      // how well it is known, and whether all of the window is covered, depends on how busy this computer is
      expect(clocks?.[0]?.uOffsetS).toBeGreaterThan(0);
      expect(windows[0]?.rails[0]?.maxW).toBeCloseTo(18, 6);
      expect(quality.findings.map(({ code }) => code)).toContain("device-clock-restarted");
    });

    it("keeps its samples at Ctrl-C, and ends at once", async () => {
      const { run } = meter();
      const { child, ended } = start([...run, "sh", "-c", "echo up; exec sleep 30"]);
      await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
      await new Promise((resolve) => setTimeout(resolve, 500));
      const at = process.hrtime.bigint();
      child.kill("SIGINT");
      const { status, stdout } = await ended;
      expect(Number(process.hrtime.bigint() - at) / 1e9).toBeLessThan(8);
      expect(status).toBe(130);
      // one value that repeats counts once in each 25 ms that the meter is said to take for a new one
      expect(resultOf(stdout.replace(/^up\n/, "")).windows[0]?.rails[0]?.samples).toBeGreaterThan(10);
    });

    it("in use by another program is refused in three lines", async () => {
      const first = meter();
      const holding = start([...first.run, "sh", "-c", "echo up; exec sleep 30"]);
      await new Promise<void>((resolve) => holding.child.stdout?.once("data", () => resolve()));
      const { status, stderr } = await start([...first.run, "true"]).ended;
      holding.child.kill("SIGINT");
      await holding.ended;
      expect(status).toBe(121);
      expect(stderr).toContain("in use by another program");
      expect(stderr).toContain(`fuser --verbose ${first.path}`);
    });
  },
);

describe("the port's native code", () => {
  it("is outside the bundle, and asked for only by the probe", () => {
    const folder = join(CLI, "..");
    expect(existsSync(folder)).toBe(true);
    expect(readFileSync(CLI, "utf8")).not.toMatch(/["']serialport["']/);
  });
});
