import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recognise } from "../jetson/boards.js";
import { parseLine } from "./line.js";
import { valuesOf } from "./values.js";

const samples = join(import.meta.dirname, "../../../../shared/reference/samples/tegrastats.txt");
const recorded = existsSync(samples);
if (!recorded) console.warn("tegrastats lines: skipped: no recorded data");

const RAM = "RAM 721/31927MB (lfb 7291x4MB) SWAP 0/15963MB (cached 0MB) IRAM 0/252kB(lfb 252kB)";
const powers = (text: string) =>
  Object.fromEntries(parseLine(text)?.readings.map(({ rail, milliwatts }) => [rail, milliwatts]) ?? []);

describe("a line", () => {
  // forms of devices.md A6
  it.each([
    [`${RAM} POM_5V_IN 2545/2547`, { POM_5V_IN: 2545 }],
    [`${RAM} VDD_IN 5299mW/5298mW VDD_SOC 1424mW/1424mW`, { VDD_IN: 5299, VDD_SOC: 1424 }],
    [`${RAM} VDD_GPU_SOC 4385mW/3787mW/4385mW`, { VDD_GPU_SOC: 4385 }],
    [`${RAM} GPU@37.5C CPU@-256C cpu@52.9C/52.9C VIC   off   GPU 0/0  CPU   311/311`, { GPU: 0, CPU: 311 }],
    [`${RAM} NC 0mW/0mW VDDQ_VDD2_1V8AO 399mW/399mW NC 0mW/0mW`, { VDDQ_VDD2_1V8AO: 399 }],
    [`${RAM} VDD_GPU -392mW/-10mW`, { VDD_GPU: -392 }],
    [`${RAM} VDD_GPU -0mW/0mW`, { VDD_GPU: 0 }],
    [`${RAM}`, {}],
  ])("%s", (text, expected) => expect(powers(text)).toEqual(expected));

  it("has the mean since the start beside the power now", () =>
    expect(parseLine(`${RAM} VDD_IN 1610/1725`)?.readings).toEqual([
      { rail: "VDD_IN", milliwatts: 1610, averageMilliwatts: 1725 },
    ]));

  it("may have a time before it, which exists", () => {
    expect(parseLine(`04-21-2026 15:50:52 ${RAM}`)?.stampMs).toBe(Date.UTC(2026, 3, 21, 15, 50, 52));
    for (const wrong of ["13-21-2026 15:50:52", "02-30-2026 15:50:52", "04-21-2026 25:00:00", "4-21-2026 15:50:52"])
      expect(parseLine(`${wrong} ${RAM}`)?.stampMs).toBeUndefined();
  });

  it.each([
    ["its end", `${RAM} VDD_IN 5299mW/5299mW VDD_SOC 1424m`, { VDD_IN: 5299 }],
    ["a digit", `${RAM} VDD_IN 5299mW/5299mW VDD_SOC 14`, { VDD_IN: 5299 }],
    ["a unit", `${RAM} VDD_IN 5299mW/5299mW VDD_SOC 1424mW/1424`, { VDD_IN: 5299 }],
    ["its beginning", "MB (cached 0MB) VDD_IN 5299mW/5299mW", {}],
    ["what is between two", `${RAM} VDD_IN 52${RAM} VDD_IN 4000/4000`, {}],
  ])("that lost %s has no number of what was cut", (_, text, expected) => expect(powers(text)).toEqual(expected));

  it.each(["1e400/1", "inf/inf", "nan/nan", "99999999999/1", "1.5/1.5", "5W/5W", "5 /5", "0x10/1", "٣/٣", "1/2/3/4"])(
    "takes no number from %s",
    (value) => expect(powers(`${RAM} VDD_IN ${value}`)).toEqual({}),
  );

  it("that names a rail twice has neither value", () =>
    expect(powers(`${RAM} VDD_IN 1/1 VDD_SOC 2/2 VDD_IN 3/3`)).toEqual({ VDD_SOC: 2 }));

  it("of 64 KiB is read in no time", () => {
    for (const piece of ["A ", "A 1/", "RAM ", " ", "A".repeat(7)])
      parseLine(`${RAM} ${piece.repeat(65_536 / piece.length)}`);
  });
});

describe("any bytes", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom(RAM, "RAM 1/2MB", "VDD_IN 5mW/6mW", "GPU 1/2", "GPU@1C", "NC 0/0", "-0/1", "1e400", "\0", "inf"),
  );

  it("are never a throw, and never a number that does not stand there", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join(" ");
        for (const { rail, milliwatts } of parseLine(text)?.readings ?? [])
          expect(text.replace(/-0+(?=\D|$)/g, "0")).toMatch(new RegExp(`(^|\\s)${rail}\\s+0*${milliwatts}(mW)?/`));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("values", () => {
  it("that are missing or beyond the board have a reason, never a zero", () => {
    const line = parseLine(`${RAM} GPU 4939000/0 CPU 311/311`);
    expect(line && valuesOf(line, ["GPU", "CPU", "SOC"], 200)).toEqual({
      values: [Number.NaN, 311, Number.NaN],
      reasons: ["out-of-range", undefined, "no-value"],
    });
  });
});

/** By the notes above each line of the samples; `Jetson TX1` of a note `TX1 | ...`. */
const lines = recorded
  ? readFileSync(samples, "utf8")
      .split("\n")
      .slice(1)
      .flatMap((note, i, all) =>
        note.startsWith("# ") ? [[note.slice(2).split(/[ |(,]*[|(,]/)[0] ?? "", all[i + 1] ?? ""]] : [],
      )
  : [];

describe("recorded lines", () => {
  it.skipIf(!recorded)(recorded ? "are all read, each of a known board" : "skipped: no recorded data", () => {
    expect(lines).toHaveLength(10);
    for (const [note = "", text = ""] of lines) {
      const readings = parseLine(text)?.readings ?? [];
      const board = recognise(new Set(readings.map(({ rail }) => rail)), note);
      expect(board?.name).toContain(note.replace(/ \d+GB$/, ""));
      expect(readings.map(({ rail }) => board?.rails[rail] === undefined)).not.toContain(true);
    }
  });
});
