import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localMillis, numberIn, Table } from "./table.js";

const captures = join(import.meta.dirname, "../../../../shared/reference/samples/nvidia-smi-captures.txt");
const recorded = existsSync(captures);
if (!recorded) console.warn("nvidia-smi: skipped: no recorded data");

// a header and rows as devices.md B2 and B3 quote them
const header =
  "timestamp, uuid, power.draw [W], power.draw.average [W], power.draw.instant [W], clocks.current.sm [MHz]";
const rows = (lines: readonly string[], table = new Table()) =>
  lines.flatMap((line) => {
    const read = table.read(line);
    return read.kind === "row" ? [read.row] : [];
  });

describe("a table", () => {
  it("finds cells by the header's names, whatever their order and unit", () => {
    const [row] = rows(["power.draw.instant [W], gpu_uuid, timestamp", "39.32 W, GPU-1, 2026/06/24 10:26:34.977"]);
    expect(numberIn(row?.cell("power.draw.instant"))).toBe(39.32);
    expect(row?.cell("uuid")).toBe("GPU-1");
    expect(row?.cell("power.draw")).toBeUndefined();
  });

  it("takes a header in the middle as the new order", () => {
    const [first, second] = rows(["uuid, power.draw [W]", "GPU-1, 10.00 W", "power.draw [W], uuid", "20.00 W, GPU-1"]);
    expect([first, second].map((row) => numberIn(row?.cell("power.draw")))).toEqual([10, 20]);
  });

  it.each([
    ["cut", "2026/06/24 10:26:34.977, GPU-1, 39.32 W"],
    ["longer", "2026/06/24 10:26:34.977, GPU-1, 1 W, 1 W, 1 W, 765 MHz, 3"],
    ["an event of the driver", "[2026/06/24] Xid 79: GPU has fallen off the bus"],
    ["noise", "\0\0\0"],
  ])("rejects a line that is %s", (_, line) => {
    const table = new Table();
    table.read(header);
    expect(table.read(line).kind).toBe("rejected");
  });

  it("rejects rows before any header", () => expect(new Table().read("1, 2, 3").kind).toBe("rejected"));

  it("of any bytes makes rows and rejected lines, as many as there are lines, and no number that no cell shows", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(header, "a, b, 1 W, 2 W, [N/A], inf", "-0,1e400"),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const table = new Table();
        const read = lines.map((text) => table.read(text));
        const numbers = read.flatMap((one) => (one.kind === "row" ? [numberIn(one.row.cell("power.draw"))] : []));
        expect(read.length).toBe(lines.length);
        for (const number of numbers) if (number !== undefined) expect(lines.join()).toContain(String(number));
      }),
    );
  });
});

describe("a cell", () => {
  it.each([
    ["39.32 W", 39.32],
    ["137.12", 137.12],
    ["765 MHz", 765],
    ["0 %", 0],
  ])("%s is a number", (cell, number) => expect(numberIn(cell)).toBe(number));

  it("is one of the unit that is wanted, or of none", () =>
    expect(["39.32 W", "39.32", "765 MHz"].map((cell) => numberIn(cell, "W"))).toEqual([39.32, 39.32, undefined]));

  it.each([
    "[N/A]",
    "N/A",
    "[Not Supported]",
    "[Unknown Error]",
    "[GPU requires reset]",
    "[Insufficient Permissions]",
    "ERR!",
    "",
    "inf",
    "nan",
    "-0",
    "-5.00 W",
    "1e400",
    "1e2",
    "12.3.4 W",
    "0x10",
    "١٢",
  ])("%s is missing, not 0", (cell) => expect(numberIn(cell)).toBeUndefined());
});

describe("a time stamp", () => {
  it("is read to the millisecond", () =>
    expect(localMillis("2026/06/24 10:26:34.977")).toBe(Date.UTC(2026, 5, 24, 10, 26, 34, 977)));
  it.each(["2026/13/24 10:26:34.977", "2026/06/24 25:26:34.977", "10:26:34", ""])("%s is none", (cell) =>
    expect(localMillis(cell)).toBeUndefined(),
  );
});

describe("captures of real cards", () => {
  it.skipIf(!recorded)("are read whole", () => {
    const lines = readFileSync(captures, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const table = new Table();
    const kinds = lines.map((line) => table.read(line).kind);
    expect(kinds.filter((kind) => kind === "rejected")).toEqual([]);
    const powers = rows(lines).map((row) => numberIn(row.cell("power.draw")));
    expect(powers.length).toBe(kinds.filter((kind) => kind === "row").length);
    expect(powers.every((power) => power !== undefined && power > 20 && power < 700)).toBe(true);
    expect(rows(lines).map((row) => numberIn(row.cell("temperature.memory")))).toContain(undefined);
  });
});
