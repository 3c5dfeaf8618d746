import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../../src/core/error.js";
import { regulatorMap } from "./column-map.js";
import { readRegulatorTable } from "./regulator-table.js";

const map = regulatorMap("vout=Vout,iout=Iout,pin=Pin");
const read = (text: string, words?: string) =>
  readRegulatorTable(text, words === undefined ? map : regulatorMap(words), "t.csv");
const points = (text: string, words?: string) => {
  const { outputVolts, outputAmperes, inputWatts } = read(text, words);
  return [...outputVolts].map((volts, i) => [volts, outputAmperes[i], inputWatts[i]]);
};
const reasons = (text: string, words?: string) =>
  read(text, words).excluded.map(({ line, reason }) => `${line}: ${reason}`);

const shared = join(import.meta.dirname, "../../../shared/data/regulator-efficiency");
const recorded = existsSync(shared);

describe("a table of a regulator", () => {
  it.each([
    ["comma", "Vout,Iout,Pin\n1,2,3\n"],
    ["comma and space, more columns, another order", "Pin, x, Iout, Vout\n3, 9, 2, 1\n"],
    ["white space", "Vout  Iout\tPin\n 1 2   3"],
    ["tabs", "Vout\tIout\tPin\n1\t2\t3"],
    ["semicolons", "Vout;Iout;Pin\n1;2;3\n"],
    ["byte order mark and CRLF", "\uFEFFVout,Iout,Pin\r\n1,2,3\r\n"],
    ["quotes", '"Vout","Iout","Pin"\n"1",2,"3"\n'],
    ["a separator at the end of every line", "Vout,Iout,Pin,\n1,2,3,\n"],
    ["comments and empty lines", "# a bench\n\nVout,Iout,Pin\n# warm\n1,2,3\n\n"],
    ["names in a comment", "# made today\n# Vout Iout Pin\n1 2 3\n"],
    ["units in round brackets", "Vout(mV),Iout(mA),Pin(mW)\n1000,2000,3000\n"],
    ["units with a prefix behind the name", "Vout_mV,Iout_ma,Pin_mW\n1000,2000,3000\n"],
    ["units in square brackets, in white space", "Vout [V] Iout [A] Pin [kW]\n1 2 0.003\n"],
  ])("is read from columns with %s", (_what, text) => expect(points(text)).toEqual([[1, 2, 3]]));

  it("is read by the places of its columns, with and without header", () => {
    const places = "pin=#1,vout=#3,iout=#2";
    expect(points("3,2,1\n", places)).toEqual([[1, 2, 3]]);
    expect(points("Pin (mW),b,c\n3000,2,1\n", places)).toEqual([[1, 2, 3]]);
  });

  it("has the output from any two of voltage, current and power", () => {
    const header = "Vout,Iout,Pout,Pin\n2,3,6,7\n";
    for (const two of ["vout=Vout,iout=Iout", "vout=Vout,pout=Pout", "iout=Iout,pout=Pout"])
      expect(points(header, `${two},pin=Pin`)).toEqual([[2, 3, 7]]);
    expect(reasons("Iout,Pout,Pin\n0,6,7\n1,2,3\n", "iout=Iout,pout=Pout,pin=Pin")).toEqual([
      "2: iout is 0: vout = pout / iout has no value",
    ]);
  });

  it("has its other columns where they are mapped, and no others", () => {
    const text = "Vout,Iout,Pin,T (°C),s,Vin,u(mW)\n1,2,3,40,low,12,5\n1,2,3,41,high,12,5\n1,2,3,42,low,12,5\n";
    const table = read(text, "vout=Vout,iout=Iout,pin=Pin,temperature=T,step=s,vin=Vin,uPin=u");
    expect([...(table.celsius ?? [])]).toEqual([40, 41, 42]);
    expect([...(table.step ?? [])]).toEqual([0, 1, 0]);
    expect([...(table.uInputWatts ?? [])]).toEqual([0.005, 0.005, 0.005]);
    expect(read(text)).not.toHaveProperty("celsius");
  });

  it("never takes a number from a cell that holds none, and says where and why", () => {
    const bad = ["nan", "-inf", "", "N/A", "1e400", "0x10", "5 W", "1\0", "\uFFFD", "9".repeat(100_000)];
    const rows = bad.map((cell) => `1,${cell},3\n`).join("");
    expect(points(`Vout,Iout,Pin\n${rows}1,-0,3\n`)).toEqual([[1, 0, 3]]);
    const said = reasons(`Vout,Iout,Pin\n${rows}1,2,3\n`);
    expect(said).toHaveLength(bad.length);
    expect(said.slice(0, 3)).toEqual(["2: iout is nan", "3: iout is -inf", "4: iout is empty"]);
    expect(said.at(-1)?.length).toBeLessThan(120);
  });

  it("loses rows that are cut, too long, of a decimal comma or with an open quote, and no other", () => {
    const text = 'Vout,Iout,Pin\n1,2,3\n1,2\n1,2,3,4\n1,5,2,3\n1,"2,3\n1,2"2",3\nVout,Iout,Pin\n4,5,6';
    expect(points(text)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(reasons(text)).toEqual([
      "3: has 2 cells, not 3",
      "4: has 4 cells, not 3",
      "5: has 4 cells, not 3",
      "6: a quote stays open, or stands inside a cell",
      "7: a quote stays open, or stands inside a cell",
      '8: vout is "Vout": no number',
    ]);
  });

  it.each([
    ["Vout,Iout,Pin\n", "NO_DATA", "holds no data"],
    ["", "NO_DATA", "t.csv is empty"],
    ["# nothing but this\n", "NO_DATA", "t.csv is empty"],
    ["Vout,Iout,Pin\n1,2,nan\n1,2\n", "NO_DATA", "t.csv:2 pin is nan; t.csv:3 has 2 cells"],
    ["vout,Iout,Pin\n1,2,3\n", "CONFIG", 't.csv:1 has no column "Vout"; did you mean "vout"'],
    ["1,2,3\n", "CONFIG", "does not name its columns"],
    ["Vout,Iout,Pin,Pin\n1,2,3,4\n", "CONFIG", 'several columns "Pin"'],
    ["Vout [mA],Iout,Pin\n1,2,3\n", "CONFIG", 'vout is in "mA", which is no unit of voltage'],
    ["Vout,Iout,Pin (hp)\n1,2,3\n", "CONFIG", 'pin is in "hp"'],
  ])("%j is refused: %s", (text, code, words) =>
    expect(() => read(text)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) })),
  );

  it("has no column beyond its last", () =>
    expect(() => read("1 2 3\n", "vout=#1,iout=#2,pin=#4")).toThrow("has no column #4"));
});

describe("a map of columns", () => {
  it.each([
    ["", "is not MEANING=COLUMN"],
    ["vout", "is not MEANING=COLUMN"],
    ["vout=", "is not MEANING=COLUMN"],
    ["vuot=A,iout=B,pin=C", 'did you mean "vout"'],
    ["vout=A,vout=B,pin=C", "named twice"],
    ["vout=A,iout=B", "pin is missing"],
    ["vout=A,iout=B,vin=C,iin=D", "current ripples"],
    ["vout=A,pin=C", "two of vout, iout and pout"],
    ["vout=A,iout=B,pout=D,pin=C", "two of vout, iout and pout"],
    ["vout=A,iout=B,pin=C,uPout=D", "uPout is the uncertainty"],
  ])("%j is refused", (words, problem) =>
    expect(() => regulatorMap(words)).toThrow(
      expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(problem) }),
    ),
  );
});

describe("any text", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.double().map(String),
    fc.nat(50).map(String),
    fc.constantFrom('"', '""', "\0", "1e400", "-0", "inf", "nan", "#", "(", "\uFEFF"),
  );
  const line = fc
    .tuple(fc.array(cell, { minLength: 1, maxLength: 4 }), fc.constantFrom(",", " ", ", ", "\t", ";"))
    .map(([cells, separator]) => cells.join(separator));

  it("gives points or exclusions, each data line one of them, and only numbers that stand in it", () => {
    const places = regulatorMap("vout=#1,iout=#2,pin=#3");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const text = `1,2,3\n${lines.join("\n")}${"\n4,5,6".repeat(25)}`;
        const { outputVolts, inputWatts, excluded, lines: kept } = readRegulatorTable(text, places, "t");
        const data = text.split(/\r\n|\n|\r/).filter((each) => !/^\s*(#|$)/.test(each));
        expect(kept.length + excluded.length).toBe(data.length);
        const numbers = new Set(text.split(/[\r\n,;"]|\s/).map(Number));
        for (const value of [...outputVolts, ...inputWatts]) expect(numbers.has(value)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("with any map is read, or refused in our own words", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.string(), (lines, words) => {
        for (const attempt of [() => regulatorMap(words), () => read(lines.join("\n"))]) {
          try {
            attempt();
          } catch (error) {
            expect(error).toBeInstanceOf(MeasurementError);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

if (!recorded) console.warn("regulator-efficiency: skipped: no recorded data");
describe.skipIf(!recorded)(recorded ? "recorded sweeps" : "skipped: no recorded data", () => {
  it.each([
    ["SC_Regulation_90V_80_250k_20Ohm_diode80_deadtime.dat", 20, 1, [3.8382, 53.141], 0.96535, 19.753],
    ["SC_Regulation_130V_55_500k_20Ohm_diode80_deadtime.dat", 18, 1, [4.7526, 42.716], 0.94306, 21.762],
    ["3level_period1000_dead16.dat", 13, 0, [29.062, 138.23], 0.99125, 123.48],
  ] as const)("%s has its rows, unusable rows and peak", (name, rows, unusable, range, peak, peakWatts) => {
    const text = readFileSync(join(shared, name), "utf8");
    const { outputVolts, outputAmperes, inputWatts, excluded } = read(text, "vout=Vout,pout=Pout,pin=Pin,vin=Vin");
    expect([outputVolts.length + excluded.length, excluded.length]).toEqual([rows, unusable]);
    const watts = outputVolts.map((volts, i) => volts * (outputAmperes[i] ?? Number.NaN));
    expect([Math.min(...watts), Math.max(...watts)].map((each) => Number(each.toPrecision(5)))).toEqual(range);
    const efficiency = watts.map((each, i) => each / (inputWatts[i] ?? Number.NaN));
    expect(Math.max(...efficiency)).toBeCloseTo(peak, 5);
    expect(watts[efficiency.indexOf(Math.max(...efficiency))]).toBeCloseTo(peakWatts, 6);
  });
});
