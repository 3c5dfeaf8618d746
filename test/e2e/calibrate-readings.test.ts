import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { readCurve } from "./calibrations.js";
import { joulemark, scratch, start } from "./cli.js";

/** A sensor that shows 2 % too much, its load on a dial, and the meter's readings typed beside it. */
function typing(periodMs: number) {
  const folder = scratch();
  const watts = join(folder, "watts");
  writeFileSync(watts, "0");
  const dial = `waveform.type=dial,waveform.file=${watts}`;
  const probe = `simulated:rails=[{"id":"meter","scale":1.02}],noiseSdW=0.01,periodMs=${periodMs},${dial}`;
  const flags = ["--readings", "--sensor", "simulated/meter", "-p", probe, "--dwell", "0.6", "--recordings", "runs"];
  const { child, ended } = start(["calibrate", "sensor", ...flags], { cwd: folder, openInput: true });
  const sampling = new Promise<void>((done) => {
    child.stderr?.on("data", (text: string) => text.includes("Hold each load") && done());
  });
  const step = async (load: number) => {
    writeFileSync(watts, `${load}`);
    await sleep(900);
    child.stdin?.write(`${load} 0.01\n`);
  };
  return { folder, child, ended, sampling, step };
}

describe("calibrate sensor with a meter's readings typed beside the live sensor", () => {
  test("finds the sensor's gain; what is no reading or came too soon is said and left out", async () => {
    const { folder, child, ended, sampling, step } = typing(5);
    await sampling;
    for (const load of [0, 5, 20, 40, 60]) await step(load);
    child.stdin?.write("61\n1e400\n\nq\n");
    const { status, stdout, stderr } = await ended;
    expect(status).toBe(0);
    expect(stderr).toContain('"1e400" is no reading');
    expect(stderr).toContain("too soon, it is left out");
    expect(stdout).toMatch(/5 points.*reference 0\.\.60/);
    const curve = readCurve(readFileSync(join(folder, "simulated-meter.yaml"), "utf8"));
    expect(curve.kind === "gain-offset" && curve.gain).toBeCloseTo(1 / 1.02, 3);
    // another computer's rail of this name is another sensor
    const ids = curve.measured?.instruments.map(({ id }) => id);
    expect(ids?.[0]).toMatch(new RegExp(`simulated/meter on ${hostname()}$`));
    const [run = ""] = readdirSync(join(folder, "runs"));
    const report = await joulemark(["report", run, "--out", join(folder, "runs"), "--json", "-"]);
    const names = JSON.parse(report.stdout).windows.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(["load-step-0", "load-step-4"]));
  });

  test("a zero of too few samples is left out, with how many there were", async () => {
    const { child, ended, sampling, step } = typing(50);
    await sampling;
    for (const load of [0, 10, 30, 60]) await step(load);
    child.stdin?.end();
    const { stdout } = await ended;
    expect(stdout.replace(/\s+/g, " ")).toMatch(/a zero needs 100 readings of the sensor, and there were 1[0-3]/);
  });

  test("Ctrl-C keeps the recording and makes no curve", async () => {
    const { folder, child, ended, sampling, step } = typing(5);
    await sampling;
    await step(10);
    await sleep(100);
    child.kill("SIGINT");
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toContain("interrupted; no curve is made");
    expect(readdirSync(folder).sort()).toEqual(["runs", "watts"]);
    expect(readdirSync(join(folder, "runs"))).toHaveLength(1);
  });

  test("has no load of its own to drive", async () => {
    const flags = ["--readings", "--sensor", "simulated/meter", "--load", "cpu"];
    const { status, stderr } = await joulemark(["calibrate", "sensor", ...flags]);
    expect(status).toBe(120);
    expect(stderr).toContain("typed while you drive the load");
  });

  test.each([
    ["--readings", "--u-sensor"],
    ["--reference=simulated/other", "--u-sensor"],
    ["--reference=simulated/other", "--u-reference"],
  ])("a rail brings its own error sources: %s does not take %s", async (source, flag) => {
    const { status, stderr } = await joulemark([
      ...["calibrate", "sensor", "--sensor", "simulated/meter", source, flag, "1%"],
    ]);
    expect(status).toBe(120);
    expect(stderr).toContain("bring their own error sources");
  });
});
