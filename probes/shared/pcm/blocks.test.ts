import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Block, Blocks, powerOf, powersOf } from "./blocks.js";
import { sortedIds, totalsOf } from "./rails.js";

const samples = new URL("../../../../shared/reference/samples/pcm-power-2016-era.txt", import.meta.url);
const recorded = existsSync(samples);
if (!recorded) console.warn("pcm: skipped: no recorded data");

const rule = "-".repeat(94);
// lines as devices.md C2 quotes them
const old = [
  "Time elapsed: 19954 ms",
  "Called sleep function for 20000 ms",
  "S1P0; QPIClocks: 39944957822; L0p Tx Cycles: 0.07%; L1 Cycles: 0.00%",
  "S0CH4; DRAMClocks: 0; Rank0 CKE Off Residency: -nan%; Rank0 CKE Off Average Cycles: -1; Rank0 Cycles per transition: -1",
  "S0; PCUClocks: 19972702313; Freq band 0/1/2 cycles: 0.00%; 0.00%; 0.00%",
  "S0; Consumed energy units: 21940672; Consumed Joules: 1339.15; Watts: 67.11; Thermal headroom below TjMax: 37",
  "S0; Consumed DRAM energy units: 30697043; Consumed DRAM Joules: 469.66; DRAM Watts: 23.54",
];
const now = [
  "Time elapsed: 1000 ms",
  "Called sleep function for 1000 ms",
  "S0; Uncore Freq: 2.40 Ghz; Core Freq: 2.10 Ghz; Core Power License 0: 100.00 %; ",
  "S0P0; UPI Clocks: 1300000000; L0p Tx Cycles: 0.00 %; L1 Cycles: 0.00 %; ",
  "S0U0; PCU Clocks: 7; Freq band 0 cycles: 0.00 %; ",
  "S0D0 PERF LIMIT REASONS (DIE LEVEL); Thermal: 0.00 %; ",
  "S0; Consumed energy units: 1053740; Consumed Joules: 64.32; Watts: 64.32; Thermal headroom below TjMax: 33 °C; ",
  "S0; Consumed DRAM energy units: 772740; Consumed DRAM Joules: 11.82; DRAM Watts: 11.82; ",
];

function read(lines: readonly string[]) {
  const blocks = new Blocks();
  const taken = lines.map((line) => blocks.take(line));
  const rest = blocks.end();
  const whole = [...taken.flatMap(({ block }) => block ?? []), ...(rest === undefined ? [] : [rest])];
  return { whole, kinds: taken.map(({ line }) => line) };
}
const blockOf = (...lines: readonly string[]): Block | undefined => read(lines).whole[0];
const power = (block: Block | undefined, rail: string) => block && powerOf(block, rail);

describe("a block", () => {
  it.each([
    ["2016", old, (1339.15 / 19954) * 1000, (469.66 / 19954) * 1000],
    ["2025", now, 64.32, 11.82],
  ])("of %s is joules over its own length", (_, lines, package_, dram) => {
    const { whole, kinds } = read([rule, ...lines, rule]);
    expect(whole).toHaveLength(1);
    expect(power(whole[0], "socket-0")).toBeCloseTo(package_, 9);
    expect(power(whole[0], "socket-0/dram")).toBeCloseTo(dram, 9);
    expect(kinds).not.toContain("unknown");
  });

  it("ends with dashes, with the next one, or with the text", () => {
    const { whole } = read([...old, ...now, rule, ...now]);
    expect(whole.map((block) => [block.elapsedMs, block.lines, block.consumed.size])).toEqual([
      [19954, 3, 2],
      [1000, 3, 2],
      [1000, 3, 2],
    ]);
  });

  it("finds metrics by their names, in any order", () => {
    const line = "S3; Watts: 2.00; Thermal headroom below TjMax: -2147483648; Consumed Joules: 2.00; New: 1.00 %";
    expect(power(blockOf("Time elapsed: 1000 ms", line), "socket-3")).toBe(2);
  });

  it.each([
    ["-nan", "nan"],
    ["nan", "nan"],
    ["-1", "1"],
    ["-5.00", "5-00"],
    ["inf", "inf"],
    ["1e400", "1e400"],
    ["", "empty"],
    ["0.00", "below-resolution"],
    ["-0.00", "0-00"],
    ["64.3", "64-3"],
    ["6.32", "contradiction"],
    ["64.320", "64-320"],
  ])("with %j joules has no power, and never 0", (joules, reason) => {
    const block = blockOf("Time elapsed: 1000 ms", `S0; Consumed Joules: ${joules}; Watts: 64.32`);
    expect(power(block, "socket-0")).toBe(reason);
    expect(block && powersOf(block, ["socket-0"])).toEqual({ values: [Number.NaN], reasons: [reason] });
  });

  it.each(["0", "-5", "x", "1e3", ""])("%j ms long has no power", (elapsed) =>
    expect(power(blockOf(`Time elapsed: ${elapsed} ms`, now[6] ?? ""), "socket-0")).toBe("no-length"),
  );

  it("whose line is cut, missing or there twice has none either", () => {
    const cut = "S0; Consumed energy units: 1053740; Consumed Joules: 64.32; Wat";
    expect(power(blockOf("Time elapsed: 1000 ms", cut), "socket-0")).toBe("cut-line");
    expect(power(blockOf("Time elapsed: 1000 ms"), "socket-0")).toBe("no-line");
    expect(power(blockOf("Time elapsed: 1000 ms", now[6] ?? "", now[6] ?? ""), "socket-0")).toBe("twice-in-a-block");
  });

  it("takes nothing that stands outside of it", () => {
    expect(read([now[6] ?? "", rule, now[6] ?? "", "\0\0", ...now]).kinds.slice(0, 4)).toEqual([
      "stray",
      "rule",
      "stray",
      "unknown",
    ]);
    expect(read(["Number of physical cores: 20", ...now]).kinds[0]).toBe("preamble");
  });

  it("of any bytes never throws, and no power comes from a number that is not there", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(rule, ...old, ...now, "Time elapsed: 1e400 ms", "S0; Consumed Joules: -0; Watts: inf"),
      fc.constantFrom(...old, ...now).chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
      fc.constant("S0;".repeat(30_000)),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { whole, kinds } = read(lines);
        expect(kinds).toHaveLength(lines.length);
        expect(whole.reduce((sum, block) => sum + block.lines, 0)).toBe(kinds.filter((kind) => kind === "part").length);
        const powers = whole.flatMap((block) => powersOf(block, ["socket-0", "socket-0/dram"]).values);
        const known = [64.32, 11.82, 1339.15 / 19.954, 469.66 / 19.954];
        for (const value of powers)
          if (!Number.isNaN(value)) expect(known.some((each) => Math.abs(each - value) < 1e-9)).toBe(true);
      }),
    );
  });
});

describe("rails", () => {
  it("are in the order of sockets, memory after its own, and all of them make the total", () => {
    const ids = sortedIds(["socket-10", "socket-2/dram", "socket-2", "socket-10/dram"]);
    expect(ids).toEqual(["socket-2", "socket-2/dram", "socket-10", "socket-10/dram"]);
    expect(totalsOf(ids)).toEqual([{ name: "packages and memory", parts: ids, scope: "packages and memory" }]);
    expect(totalsOf(["socket-0"])).toMatchObject([{ scope: "packages" }]);
  });
});

describe("a recorded sample", () => {
  it.skipIf(!recorded)("has no line that is not understood", () => {
    const lines = readFileSync(samples, "utf8").trimEnd().split("\n");
    const { whole, kinds } = read(["Time elapsed: 19954 ms", ...lines]);
    expect(kinds).not.toContain("unknown");
    expect(whole.map((block) => [...block.consumed.keys()])).toEqual([
      ["socket-0", "socket-0/dram", "socket-1", "socket-1/dram"],
    ]);
    expect(power(whole[0], "socket-1/dram")).toBeCloseTo(24.5169, 3);
  });
});
