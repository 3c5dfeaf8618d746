import { describe, expect, it } from "vitest";
import { LiveTicks } from "../shared/live-ticks.js";
import { conditionFields } from "../shared/nvidia/conditions.js";
import { Table } from "../shared/nvidia/table.js";
import { GpuTicks } from "./ticks.js";

const clock = conditionFields.find(({ field }) => field === "clocks.current.sm");

/** The values of the power and of the clock, and the reasons of their gaps, of a row with these cells. */
function read(power: string, megahertz: string) {
  const ticks = new LiveTicks({ probe: "p", columns: ["power", "clock"], period: 0.1 });
  const sources = [
    { uuid: "GPU-1", field: "power.draw" },
    { uuid: "GPU-1", field: "clocks.current.sm", ...(clock && { condition: clock }) },
  ];
  const table = new Table();
  table.read("uuid, power.draw [W], clocks.current.sm [MHz]");
  const line = table.read(`GPU-1, ${power}, ${megahertz}`);
  if (line.kind === "row") new GpuTicks(sources, ticks).add(line.row, 1n);
  const batch = ticks.take();
  return [...(batch?.columns ?? []).map(([value]) => value), ...(batch?.gaps ?? []).map(({ reason }) => reason)];
}

describe("the cells of a row", () => {
  it("are numbers of their columns' units", () => {
    expect(read("39.32 W", "765 MHz")).toEqual([39.32, 765]);
    expect(read("39.32", "765")).toEqual([39.32, 765]);
  });

  it("are missing where they show another unit: columns are shifted, or digits of two cells ran together", () =>
    expect(read("1980 MHz", "39.32 W")).toEqual([Number.NaN, Number.NaN, "1980-mhz", "39-32-w"]));

  it("are missing where no board draws that much", () =>
    expect(read("4294967.29 W", "765 MHz")).toEqual([Number.NaN, 765, "out-of-range"]));
});
