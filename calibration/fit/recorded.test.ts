import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { extent } from "./points.js";
import { fitRegulator } from "./regulator.js";
import { fitted, fittedSensor, rows } from "./testing/fitted.js";

const folder = join(import.meta.dirname, "../../../shared/data");
const recorded = existsSync(join(folder, "regulator-efficiency")) && existsSync(join(folder, "wall-meter-vs-gpu"));
if (!recorded) console.warn("calibration: skipped: no recorded data");

/** Vin, Iin, Vout, Iout, Pin, Pout, Efficiency of a converter, one array a row. */
const sweep = (name: string): readonly (readonly number[])[] =>
  readFileSync(join(folder, "regulator-efficiency", name), "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(",").map((cell) => (cell.trim() === "inf" ? Number.POSITIVE_INFINITY : Number(cell))));

const pointsOf = (table: readonly (readonly number[])[]) => ({
  ...rows(table.map((row) => [row[3] ?? 0, row[2] ?? 0, row[4] ?? 0] as const)),
  inputVoltageV: Float64Array.from(table, (row) => row[0] ?? 0),
});

const files = [
  ["SC_Regulation_90V_80_250k_20Ohm_diode80_deadtime.dat", 20, [0], 0.96535, 19.753, 0.004],
  ["SC_Regulation_130V_55_500k_20Ohm_diode80_deadtime.dat", 18, [0], 0.94306, 21.762, 0.009],
  ["3level_period1000_dead16.dat", 13, [], 0.99125, 123.48, 0.0001],
] as const;

describe(recorded ? "measured sweeps of converters" : "skipped: no recorded data", () => {
  it.skipIf(!recorded).each(files)("%s is fitted, its unusable rows named", (name, count, excluded, eta, at, worst) => {
    const table = sweep(name);
    expect(table).toHaveLength(count);
    const fit = fitted(pointsOf(table));
    expect(fit.exclusions.map(({ row }) => row)).toEqual(excluded);
    expect(fit.model).toBe("quadratic");
    const best = fit.points.reduce((top, point) => (efficiency(point) > efficiency(top) ? point : top));
    expect(efficiency(best)).toBeCloseTo(eta, 4);
    expect(best.currentA * best.voltageV).toBeCloseTo(at, 2);
    // The fitted efficiency at the best point, and everywhere.
    expect(Math.abs(best.residualW / best.inputW)).toBeLessThan(worst);
    expect(fit.diagnostics.maxRelative).toBeLessThan(1.5 * worst);
    expect(fit.diagnostics.lossR2).toBeGreaterThan(0.9);
    if (process.env["VERBOSE"]) console.log(name, JSON.stringify({ ...fit, points: undefined, fitted: undefined }));
  });

  it.skipIf(!recorded)("at three input voltages in one table are refused, and fitted when one is chosen", () => {
    const points = pointsOf(files.flatMap(([name]) => [...sweep(name)]));
    const outcome = fitRegulator(points);
    expect(outcome.accepted ? [] : outcome.refusals.map(({ code }) => code)).toContain("several-input-voltages");
    expect(extent(fitted(points, { inputVoltageV: 90 }).points.map((point) => point.row) as never).high).toBeLessThan(
      20,
    );
  });
});

const efficiency = (point: { readonly currentA: number; readonly voltageV: number; readonly inputW: number }): number =>
  (point.currentA * point.voltageV) / point.inputW;

describe(recorded ? "a wall meter against a GPU's own figure" : "skipped: no recorded data", () => {
  it.skipIf(!recorded)("has the published slope, offset, r^2 and error", () => {
    const lines = readFileSync(join(folder, "wall-meter-vs-gpu/L40.csv"), "utf8").trim().split(/\r?\n/);
    const names = lines[0]?.split(",") ?? [];
    const column = (name: string) =>
      Float64Array.from(lines.slice(1), (line) => Number(line.split(",")[names.indexOf(name)]));
    const fit = fittedSensor({
      raw: column("power_draw_watts_mean"),
      reference: column("power_meter_active_power_w_mean"),
    });
    expect(fit.points).toHaveLength(505);
    expect(fit.gain).toBeCloseTo(1.0814411687, 9);
    expect(-fit.gain * fit.offset).toBeCloseTo(101.27002068, 7);
    expect(fit.r2).toBeCloseTo(0.988587966, 9);
    expect(fit.rms).toBeCloseTo(5.7763, 4);
    if (process.env["VERBOSE"]) console.log(JSON.stringify({ ...fit, points: undefined }));
  });
});
