import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseLine } from "../../shared/tegrastats/line.js";
import { read } from "./testing/read.js";

const data = join(import.meta.dirname, "../../../../shared/data/jetson-tegrastats");
const recorded = existsSync(data);
if (!recorded) console.warn("import tegrastats: skipped: no recorded data");

/** Means in mW, by the README of the data. */
const published = {
  VDD_SYS_GPU: 168.574074,
  VDD_SYS_SOC: 625.252315,
  VDD_4V0_WIFI: 10.215278,
  VDD_IN: 3828.983796,
  VDD_SYS_CPU: 1309.046296,
  VDD_SYS_DDR: 818.333333,
};

describe(recorded ? "recorded logs" : "skipped: no recorded data", () => {
  it.skipIf(!recorded)(
    "TX2: means of its README, and on every line the mean that the tool itself printed",
    async () => {
      const text = readFileSync(join(data, "tx2_sample_log.txt"), "utf8");
      const { rows, imported, findings } = await read(text);
      expect(imported.device).toContain("Jetson TX2");
      expect(imported.totals).toEqual([{ name: "module", parts: ["VDD_IN"], scope: "module" }]);
      expect(findings.get("imported-rows")?.message).toMatch(/^432 of 433 lines are samples/);
      const printed = text.split("\n").flatMap((each) => parseLine(each) ?? []);
      for (const [column, { id }] of imported.rails.entries()) {
        const values = rows.map((row) => row.values[column] ?? Number.NaN);
        expect(mean(values)).toBeCloseTo(published[id as keyof typeof published], 6);
        let sum = 0;
        for (const [k, value] of values.entries()) {
          sum += value;
          const average = printed[k]?.readings.find(({ rail }) => rail === id)?.averageMilliwatts;
          expect(average).toBe(Math.floor(sum / (k + 1)));
        }
      }
      const input = rows.map(
        ({ values }) => values[imported.rails.findIndex(({ id }) => id === "VDD_IN")] ?? Number.NaN,
      );
      expect([Math.min(...input), Math.max(...input)]).toEqual([1457, 8986]);
    },
  );

  it.skipIf(!recorded)("AGX Xavier: milliwatts taken for watts are no powers of that board", async () => {
    const cells = readFileSync(join(data, "agx_xavier_mw_labelled_w.csv"), "utf8").trim().split("\n").slice(1);
    const milliwatts = cells.map((row) => Number(row.split(",")[1]));
    const log = (scale: number) =>
      milliwatts.map((each) => `RAM 1/2MB GPU ${each * scale}/1 CPU 1/1 SOC 1/1 CV 0/0 VDDRQ 1/1 SYS5V 1/1\n`).join("");
    const right = await read(log(1));
    expect(mean(right.rows.map(({ values }) => values[0] ?? Number.NaN)) / 1000).toBeCloseTo(6.4271, 4);
    expect(right.findings.has("implausible-power")).toBe(false);
    const wrong = await read(log(1000));
    expect(wrong.rows.map(({ values }) => values[0]).every(Number.isNaN)).toBe(true);
    expect(wrong.findings.get("implausible-power")?.message).toMatch(/^10 values are beyond the 200 W/);
  });
});

const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
