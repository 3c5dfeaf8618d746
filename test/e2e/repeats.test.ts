import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { joulemark, measured, recordingsIn, scratch } from "./cli.js";

const NOISY = ["--probe", 'simulated:periodMs=2,noiseSdW=1,waveform={"type":"constant","powerW":50}'];

describe("--target-uncertainty", () => {
  test("says its rule, makes five runs, decides once, and keeps the decision in recording and result", async () => {
    const out = scratch();
    const { status, stderr, result } = await measured(
      [...NOISY, "--out", out, "--warmup", "1", "--target-uncertainty", "50%", "--max-repeats", "9"],
      ["sleep", "0.1"],
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/target ±50 % .*5 runs first, then one decision, at most 9 runs/);
    expect(stderr).toMatch(/energy of power scatters by \S+ % over 5 runs: 5 runs in all/);
    expect(result.target).toMatchObject({
      of: "power",
      what: "energyJ",
      target: 0.5,
      mostRuns: 9,
      runs: 5,
      reached: true,
    });
    expect(result.runs).toHaveLength(5);
    const [folder = ""] = recordingsIn(out);
    expect(readFileSync(join(folder, "events.ndjson"), "utf8")).toContain('"type":"repeats"');
    const again = await joulemark(["report", folder, "--json", "-"]);
    expect(JSON.parse(again.stdout).target).toEqual(result.target);
  });

  test("goes by work over energy where work is counted, and never above its cap", async () => {
    const { result, stderr } = await measured(
      [...NOISY, "--work", "10", "--target-uncertainty", "0.01%", "--max-repeats", "6", "--idle", "0.1"],
      ["sleep", "0.1"],
    );
    expect(stderr).toContain("6 runs in all, where ");
    expect(result.target).toMatchObject({ what: "efficiency", plannedRuns: 6, runs: 6, reached: false });
    const missed = result.quality.findings.find(({ code }) => code === "target-not-reached");
    expect(missed?.message).toContain("6 were allowed");
  });

  test("never counts a run that failed", async () => {
    const script = 'n=$(cat n 2>/dev/null || echo 0); echo $((n + 1)) > n; sleep 0.05; [ "$n" -lt 3 ]';
    const { status, result } = await measured([...NOISY, "--target-uncertainty", "5%"], ["sh", "-c", script], {
      cwd: scratch(),
    });
    expect(status).toBe(1);
    expect(result).not.toHaveProperty("target");
    expect(result.quality.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["target-not-reached", "repeats-incomplete", "command-failed"]),
    );
  });

  test.each([
    [["--target-uncertainty", "1"], "1%"],
    [["--target-uncertainty", "1%", "--repeat", "7"], "--repeat"],
    [["--max-repeats", "7"], "--target-uncertainty"],
    [["--target-uncertainty", "1%", "--max-repeats", "4"], "5 to 10000"],
    [["--phase-shift", "1"], "2 to 1000"],
    [["--phase-shift", "4", "--repeat", "4"], "--phase-shift"],
  ])("%j is refused and says what to write", async (flags, words) => {
    const { status, stderr } = await joulemark(["run", ...NOISY, ...flags, "--", "true"]);
    expect(status).toBe(120);
    expect(stderr).toContain(words);
  });
});

describe("--phase-shift", () => {
  test("begins each run at its place in the period, as far as the machine is on time, and says what is left", async () => {
    const { status, stderr, result } = await measured(
      [
        "--probe",
        'simulated:periodMs=200,waveform={"type":"sine","meanW":50,"amplitudeW":30,"periodS":0.43}',
        "--phase-shift",
        "4",
      ],
      ["sleep", "0.7"],
    );
    expect(status).toBe(0);
    expect(stderr).toContain("power sees an instant every 200 ms: 4 runs, begun 50 ms apart");
    const { runs = [], statistics = [] } = result;
    expect(runs).toHaveLength(4);
    const energy = statistics.find(({ what }) => what === "energyJ");
    expect(energy?.budget.map(({ source }) => source)).toContain("sampling left over");
    const duration = statistics.find(({ what }) => what === "durationS");
    expect(duration?.budget.map(({ source }) => source)).toEqual(["runs"]);
  });

  test("is refused where every rail sees all of the time", async () => {
    const { status, stderr } = await joulemark([
      "run",
      "--probe",
      "simulated:kind=energy-counter",
      "--phase-shift",
      "4",
      "--",
      "true",
    ]);
    expect(status).toBe(120);
    expect(stderr).toMatch(/changes nothing.*\n.*--repeat/);
  });
});
