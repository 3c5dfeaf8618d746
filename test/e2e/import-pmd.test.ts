import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/core/result.js";
import { joulemark, scratch } from "./cli.js";

const DATA = resolve("../shared/data/gpu-pmd-vs-nvidia-smi");
const present = existsSync(DATA);
if (!present) console.warn("import elmorlabs-pmd: skipped: no recorded data");

type Capture = readonly [name: string, samples: number, energy: number, slot: number, mean: number, percent: number];

/**
 * The README of the data: samples, joules in the span of timestamps.csv, joules of the slot (EPS1), mean watts, and by how
 * much the card's own figure differs from the joules. Its authors take readings below zero as zero; ours keep them.
 */
const published: readonly Capture[] = [
  ["5050_3090", 47940, 2392.9135, 346.9488, 300.10137, -9.25],
  ["Transient_Response_A100_TR", 67051, 1580.3043, 84.5309, 132.02209, -5.54],
  ["Transient_Response_K40m_TR", 67015, 946.0785, 326.9892, 79.03133, 3.03],
];

/** Joules of the card's own `power.draw [W]` between two instants: trapezoids, linear at the edges. Its clock is UTC+1. */
function cardJoules(folder: string): number {
  const lines = (name: string) =>
    readFileSync(join(DATA, folder, name), "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1);
  const stamps = lines("timestamps.csv").map((line) => Number(line) / 1e6);
  const [from, to] = [stamps.at(0) ?? Number.NaN, stamps.at(-1) ?? Number.NaN];
  const rows = lines("gpudata.csv").map((line) => {
    const cells = line.split(", ");
    const [day = "", time = ""] = (cells[0] ?? "").split(" ");
    return { at: Date.parse(`${day.replaceAll("/", "-")}T${time}+01:00`) / 1000, watts: Number(cells[5]) };
  });
  let joules = 0;
  for (const [k, b] of rows.entries()) {
    const a = rows[k - 1];
    if (a === undefined || b.at <= a.at) continue;
    const at = (t: number) => a.watts + ((b.watts - a.watts) * (t - a.at)) / (b.at - a.at);
    const [start, end] = [Math.max(from, a.at), Math.min(to, b.at)];
    if (end > start) joules += ((at(start) + at(end)) / 2) * (end - start);
  }
  return joules;
}

describe.skipIf(!present)("captures of a PMD-USB", () => {
  const captures: readonly Capture[] = present ? published : [["skipped: no recorded data", 0, 0, 0, 0, 0]];
  test.each(captures)("%s", async (name, samples, energy, slot, mean, percent) => {
    const args = ["import", "elmorlabs-pmd", join(DATA, name), "--out", scratch(), "--json", "-"];
    const { status, stdout, stderr } = await joulemark(args);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    const result: Result = JSON.parse(stdout);
    const [window] = result.windows;
    const total = window?.totals[0];
    const relative = (value: number | undefined, expected: number) => Math.abs((value ?? Number.NaN) / expected - 1);
    // readings below zero, kept, are up to 7.3e-5 of it
    expect(relative(total?.energyJ?.value, energy)).toBeLessThan(1e-4);
    expect(relative(total?.meanPowerW?.value, mean)).toBeLessThan(1e-4);
    const eps1 = window?.rails.find(({ rail }) => rail === "EPS1");
    expect(eps1?.point).toBe("supply-output");
    expect(relative(eps1?.energyJ?.value, slot)).toBeLessThan(1e-6);
    const said = result.quality.findings.find(({ code }) => code === "imported-rows")?.message ?? "";
    expect(said).toContain(`${samples - 2} samples; 36 bytes`);
    expect(100 * (cardJoules(name) / (total?.energyJ?.value ?? Number.NaN) - 1)).toBeCloseTo(percent, 1);
  });
});
