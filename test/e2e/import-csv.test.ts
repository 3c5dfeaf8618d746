import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, scratch } from "./cli.js";

const DATA = resolve("../shared/data");
const COUNTERS = resolve(DATA, "intel-rapl-turbostat/energibridge_rapl_run1.csv");
const CARD = resolve(DATA, "nvml-marker-sync/ad4000-pmt-nvml.log");
const present = existsSync(COUNTERS) && existsSync(CARD);
if (!present) console.warn("import csv: skipped: no recorded data");

async function imported(settings: string, file: string): Promise<Result> {
  const { status, stdout, stderr } = await joulemark([
    "import",
    `csv:${settings}`,
    file,
    "--out",
    scratch(),
    "--json",
    "-",
  ]);
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

describe.skipIf(!present)("tables of other tools", () => {
  test("cumulative joules give the energy of their README, and none where nothing is counted", async () => {
    const domains = ["PACKAGE", "PP0", "PP1", "DRAM"];
    const rails = domains.map((id) =>
      [`point=die-model`, `energy=${id}_ENERGY (J)`, "accuracyPercent=3"].map((each) => `rails.${id}.${each}`).join(),
    );
    const { windows, quality } = await imported(`time=Time,timeUnit=ms,${rails.join()}`, COUNTERS);
    expect(windows[0]?.durationS).toBeCloseTo(2.204, 9);
    const [pkg, pp0, pp1, dram] = windows[0]?.rails ?? [];
    expect(pkg?.energyJ?.value).toBeCloseTo(18.0723876953125, 9);
    expect(pkg?.meanPowerW?.value).toBeCloseTo(8.1998129, 6);
    expect(pp0?.energyJ?.value).toBeCloseTo(12.8184814453, 9);
    expect(pp1?.energyJ?.value).toBeCloseTo(0.0110473633, 9);
    expect(dram).toMatchObject({ energyJ: null, flags: ["stuck-counter"] });
    expect(quality.findings.find(({ code }) => code === "imported-rows")?.message).toContain("12 of 14 lines");
  });

  test("samples of a GPU among lines of markers give the energies of their README", async () => {
    const rails = ["instant", "average"].map(
      (id) => `rails.${id}.point=supply-output,rails.${id}.power=gpu_${id},rails.${id}.accuracyPercent=5`,
    );
    const { windows, quality } = await imported(`time=timestamp,timeUnit=s,delimiter= ,${rails.join()}`, CARD);
    const [instant, average] = windows[0]?.rails ?? [];
    expect(instant).toMatchObject({ samples: 630, maxW: 124.63 });
    expect(instant?.energyJ?.value).toBeCloseTo(1849.42004, 4);
    expect(average?.energyJ?.value).toBeCloseTo(1862.99229, 4);
    expect(quality.findings.find(({ code }) => code === "imported-rows")?.message).toContain("630 of 639 lines");
  });

  test("kernels between markers on a shifted clock have the energies of the README, the offset found from the lines", async () => {
    const rails = ["instant", "average"].map(
      (id) => `rails.${id}.point=supply-output,rails.${id}.power=gpu_${id},rails.${id}.accuracyPercent=5`,
    );
    const marks = 'marks=^M (?<at>[0-9.]+) "(?:(?<begin>start)|(?<end>end))"$';
    const { windows, quality } = await imported(`time=timestamp,timeUnit=s,delimiter= ,${marks},${rails.join()}`, CARD);
    const kernels = windows.filter(({ name }) => name === "marked");
    const joules = (rail: number) => kernels.map((kernel) => kernel.rails[rail]?.energyJ?.value ?? Number.NaN);
    const published = [
      [212.3303, 210.3739, 214.3354, 218.9251],
      [152.5346, 147.3914, 153.3557, 159.0345],
    ];
    for (const [rail, expected] of published.entries())
      for (const [k, energy] of expected.entries())
        expect(Math.abs((joules(rail)[k] ?? Number.NaN) / energy - 1)).toBeLessThan(1e-3);
    expect(kernels).toHaveLength(4);
    const said = quality.findings.find(({ code }) => code === "mark-clock-offset")?.message ?? "";
    expect(Number(/zero is (0\.\d+) s/.exec(said)?.[1])).toBeCloseTo(0.1205, 3);
  });
});
