import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, scratch } from "./cli.js";

const DATA = resolve("../shared/data/mlperf-power");
const present = existsSync(join(DATA, "expected.csv"));
if (!present) console.warn("import mlperf: skipped: no recorded data");

type Case = Readonly<Record<string, string>>;

/** The cases with what was published, by column. */
function cases(): readonly Case[] {
  const [head = "", ...rows] = readFileSync(join(DATA, "expected.csv"), "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  // A cell in parentheses may hold no comma; the file has no quotes.
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, k) => [names[k] ?? "", cell])));
}

interface Official {
  readonly value: number;
  readonly unit: string;
  readonly samplesPerJoule: number;
  readonly meanW: number;
  readonly readings: number;
  readonly used: number;
}

async function imported(name: string): Promise<Result> {
  const args = ["import", "mlperf", join(DATA, name), "--out", scratch(), "--json", "-"];
  const { status, stdout, stderr } = await joulemark(args);
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

const relative = (value: number | undefined, expected: string | undefined) =>
  Math.abs((value ?? Number.NaN) / Number(expected) - 1);

/** A name for what is left out, where there is no data. */
const runs: readonly Case[] = present ? cases() : [{ case: "skipped: no recorded data" }];

describe.skipIf(!present)("published runs", () => {
  test.each(runs.map((each) => [each["case"] ?? "", each] as const))("%s", async (name, expected) => {
    const result = await imported(name);
    const official = result.run.load?.["official"] as Official;
    expect(relative(official.value, expected["metric_value"])).toBeLessThan(1e-9);
    expect(official.unit).toBe(expected["metric_unit"]);
    expect(relative(official.samplesPerJoule, expected["samples_per_joule"])).toBeLessThan(1e-9);
    expect(relative(official.meanW, expected["mean_w"])).toBeLessThan(1e-9);
    expect(String(official.readings)).toBe(expected["samples_in_window"]);
    expect(String(official.used)).toBe(expected["samples_used_positive"]);

    const said = (code: string) => result.quality.findings.find((finding) => finding.code === code)?.message ?? "";
    expect(said("official-metric")).toContain(String(official.value));
    const difference = Number(/was (-?[\d.]+) s/.exec(said("clock-difference"))?.[1]);
    // Both figures are rounded to .1 ms.
    expect(Math.abs(difference - Number(expected["median_server_minus_client_clock_s"]))).toBeLessThan(1.5e-4);

    // what these machines' clocks gained from phase to phase is within their resolution and 50 ppm
    expect(said("clock-step")).toBe("");

    const rail = result.windows[0]?.rails[0];
    expect(rail?.point).toBe("wall");
    const energy = rail?.energyJ;
    const interval = rail?.energyIntervalJ;
    const mean = Number(expected["energy_mean_x_duration_j"]);
    if (energy) expect(Math.abs(energy.value - mean)).toBeLessThan(energy.U95);
    else expect(interval).toBeDefined();
  });
});
