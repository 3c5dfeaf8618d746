import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { summarize } from "../../src/commands/summarize.js";
import { marks, rail, recording } from "../../src/commands/testing/recording.js";
import type { Rail } from "../../src/core/rail.js";

/** Our own recording of one GPU under known loads; its SOURCES.md says what is in it. */
const folder = join(import.meta.dirname, "../../probes/nvml/testdata/h100");
const table = (name: string) =>
  gunzipSync(readFileSync(join(folder, name)))
    .toString()
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

const polls = table("poll-fields.csv.gz").map((cells) => cells.map(Number));
const start = polls[0]?.[0] ?? 0;
const at = Float64Array.from(polls, ([before = 0, after = 0]) => (before + after) / 2 - start);
const column = (index: number) => Float64Array.from(polls, (cells) => cells[index] ?? Number.NaN);
const columns = [column(2), column(10)];

const instant: Rail = rail("instant", {
  columns: [{ name: "instant", quantity: "power", unit: "mW", scale: 1e-3 }],
  period: 0.1,
  window: { kind: "boxcar", width: 0.025 },
});
const counter: Rail = rail("counter", {
  measures: "energy-counter",
  columns: [{ name: "counter", quantity: "energy", unit: "mJ", scale: 1e-3 }],
  period: 0.1,
  window: { kind: "counter" },
});

/** What is reported of all turns of a load, as its program would mark them. */
function reported(spec: string) {
  const turns = table("edges.csv.gz").filter(([of]) => of === spec);
  const seconds = turns.map(([, on, off]) => [Number(on) - start, Number(off) - start].map((ns) => ns / 1e9));
  const period = Number(spec.split(":")[1]) / 1e3;
  const [from = 0, to = 0] = [seconds[0]?.[0], (seconds.at(-1)?.[0] ?? 0) + period];
  const result = summarize({
    ...recording({
      rails: [instant, counter],
      totals: [],
      watts: () => 0,
      executions: [],
      marks: [
        ...marks("load", from, to, "phase"),
        ...seconds.flatMap(([on = 0, off = 0]) => marks("turn", on, off, "phase")),
      ],
    }),
    samples: () => [{ length: at.length, at, columns }],
  });
  const found = result.windows.find(({ name }) => name === "load")?.rails ?? [];
  const [power, counted] = found;
  if (power?.meanPowerW == null || counted?.meanPowerW == null) throw new Error(JSON.stringify(found));
  return { power, counted, watts: power.meanPowerW, countedWatts: counted.meanPowerW, result };
}

describe("a sensor that sees 25 of every 100 ms, beside the counter of the same board", () => {
  it("is flagged where the load's turns take as long as its period, with an error that holds the counter's figure", () => {
    const { power, counted, watts, countedWatts, result } = reported("10.1:101:25");
    expect(power.flags).toContain("alias-risk");
    expect(counted.flags).not.toContain("alias-risk");
    expect(result.quality.findings.find(({ code }) => code === "alias-risk")).toMatchObject({ rail: "instant" });
    expect(watts.value / countedWatts.value).toBeLessThan(0.85);
    expect(Math.abs(watts.value - countedWatts.value)).toBeLessThan(watts.U95);
    // SOURCES.md and devices.md: 308 W by the counter, 235 W by the instants
    expect(Math.abs(countedWatts.value - 308)).toBeLessThan(4);
    expect(Math.abs(watts.value - 235)).toBeLessThan(15);
  });
  it("is right, and not flagged, where turns are long", () => {
    const { power, watts, countedWatts } = reported("12:2000:1000");
    expect(power.flags).not.toContain("alias-risk");
    expect(Math.abs(watts.value / countedWatts.value - 1)).toBeLessThan(0.05);
  });
});
