import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "../number.js";
import { readCell } from "./cell.js";
import { csv, csvDecoder } from "./csv.js";
import { type Decoder, emptyRows, type Rows } from "./protocol.js";
import { smartPower3Decoder } from "./smartpower3.js";
import { wattsUpDecoder } from "./watts-up.js";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function decode(decoder: Decoder, columns: number, ...chunks: readonly (string | Uint8Array)[]) {
  const rows = emptyRows(columns, 1);
  for (const chunk of chunks) decoder.push(typeof chunk === "string" ? bytesOf(chunk) : chunk, rows);
  return { rows, rejected: decoder.rejectedBytes, ...seen(rows) };
}

const seen = (rows: Rows) => ({
  ticks: [...rows.ticks.subarray(0, rows.length)],
  values: Array.from({ length: rows.length }, (_, i) => rows.columns.map((column) => column[i])),
  breaks: rows.breaks,
});

const settingsOf = (given: object) =>
  csv.settings.parse({ periodMs: 1, ...given }) as Parameters<typeof csvDecoder>[0] & { periodMs: number };
const shunts = settingsOf({ columns: "time:ms cpu:V cpu:mA dram:W" });
const read = (...chunks: readonly string[]) => decode(csvDecoder(shunts), 3, ...chunks);

describe("csv", () => {
  it("reads declared columns; the first line is partial, the last has no end yet", () => {
    const { values, ticks, breaks, rejected } = read("2,3\n10,1.2", "5,2500,3.5\r\n11,1.25,-7, 4 \n12,1.2");
    expect(values).toEqual([
      [1.25, 2500, 3.5],
      [1.25, -7, 4],
    ]);
    expect([ticks, breaks, rejected]).toEqual([[0, 1], [0], 4]);
  });

  it.each([
    "1,2,3",
    "1,2,3,4,5",
    "1,2,3,4,",
    "1,2,3,x",
    "1,2,3,0x10",
    "1,2,3,1e400",
    "1,2,3,4.5.6",
    "1,2,3,4\0",
    "-1,2,3,4",
    "4294967296,2,3,4",
    "nan,2,3,4",
    "1,2,3,4\r5",
    "x".repeat(5000),
    "",
  ])("takes no row from %j, and loses nothing else", (line) => {
    const { values, rejected } = read(`\n1,2,3,4\n${line}\n2,2,3,5\n`);
    expect(values).toEqual([
      [2, 3, 4],
      [2, 3, 5],
    ]);
    expect(rejected).toBe(1 + line.length + 1);
  });

  it.each(["nan", "NaN", "inf", "-INF", "ovf", "", "N/A"])(
    "has no value where the meter says %j, never a zero",
    (word) => {
      expect(read(`\n1,${word},3,4\n`).values).toEqual([[Number.NaN, 3, 4]]);
    },
  );

  it("has a plain zero for -0", () => expect(read("\n1,-0,-0.0,4\n").values).toEqual([[0, 0, 4]]));

  it("counts on over a wrap of the clock, and begins anew when it is set back", () => {
    const { ticks, breaks } = read("\n4294967290,1,1,1\n4,1,1,1\n5,1,1,1\n2,1,1,1\n3,1,1,1\n");
    expect([ticks, breaks]).toEqual([
      [0, 10, 11, 0, 1],
      [0, 3],
    ]);
  });

  it("begins anew after a lost line when the clock may have turned unseen", () => {
    const narrow = settingsOf({ columns: "time:us cpu:W", timeBits: 16 });
    expect(decode(csvDecoder(narrow), 1, "\n1,1\n2,1\ngarbage\n9,1\n").breaks).toEqual([0, 2]);
    expect(read("\n1,1,1,1\ngarbage\n9,1,1,1\n").breaks).toEqual([0]);
  });

  it("reads other separators, and leaves columns out", () => {
    const tab = settingsOf({ columns: ["-", "BUS:V", "BUS:shunt-mV", "-"], separator: "tab" });
    expect(decode(csvDecoder(tab), 2, "\nx\t5.00\t1.5\tanything\n").values).toEqual([[5, 1.5]]);
    const space = settingsOf({ columns: ["a:W", "b:W"], separator: "space" });
    expect(decode(csvDecoder(space), 2, "\n 1.5 2.5 \n").values).toEqual([[1.5, 2.5]]);
  });

  // of "1,2"; the CRC by another implementation, which gives 0xf4 for "123456789" as its catalogue does
  it.each([
    ["xor8", "2f"],
    ["sum8", "8F"],
    ["crc8", "46"],
  ])("holds a line to its %s", (checksum, sum) => {
    const decoder = () => csvDecoder(settingsOf({ columns: "a:W b:W", checksum }));
    expect(decode(decoder(), 2, `\n1,2,${sum}\n`).values).toEqual([[1, 2]]);
    for (const line of [`1,3,${sum}`, "1,2,00", "1,2", `1,2,0${sum}`, `,1,2,${sum}`])
      expect(decode(decoder(), 2, `\n${line}\n`).values).toEqual([]);
  });

  it.each([
    ["time:ms", "no column is a rail's"],
    ["cpu:V", "rail cpu needs"],
    ["cpu:V cpu:A cpu:W", "rail cpu needs"],
    ["cpu:W time:ms time:ms", "two columns are the time"],
    ["cpu:Volts", "no column: cpu:Volts"],
    ["cpu:shunt-mA cpu:V", "no column: cpu:shunt-mA"],
    ["", "no column is a rail's"],
  ])("refuses the columns %j", (columns, why) => {
    const parsed = csv.settings.safeParse({ columns, periodMs: 1 });
    expect(parsed.error?.issues.map(({ message }) => message).join()).toContain(why);
  });
});

describe("a cell", () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }).map(String),
    fc.integer().map(String),
    fc.float({ noNaN: true, min: -1000, max: 1000 }).map((value) => value.toFixed(3)),
    fc.string({ unit: fc.constantFrom(..."0123456789.+-e "), maxLength: 24 }),
  );
  it("is the number that its text is, to the last bit", () => {
    fc.assert(
      fc.property(number, (text) => {
        const value = readCell(bytesOf(text), 0, text.length);
        const expected = parseNumber(text.trim());
        if (Number.isNaN(value)) expect(expected).toBeUndefined();
        else expect(value).toBe(expected);
      }),
    );
  });
});

describe("watts-up", () => {
  const columns = 1;
  const whole = "#d,-,18,972,2277,433,5,0,70035,5602,973,2280,435,972,2274,432,95,0,0,500,1020;";
  const some = "#d,-,18,610,1186,545,45,_,_,_,610,_,_,_,_,_,94,_,_,_,_;";

  it("reads tenths of a watt, with NUL bytes in the record and line ends between", () => {
    const cut = `${whole.slice(0, 30)}\0\0${whole.slice(30)}`;
    expect(decode(wattsUpDecoder(), columns, `9,0;\r\n${cut}\r\n${some.slice(0, 9)}`, some.slice(9)).values).toEqual([
      [972],
      [610],
    ]);
  });

  it.each([
    "#d,-,18,972,2277;",
    `${whole.slice(0, -1)},5;`,
    whole.replace("972", "9x2"),
    whole.replace("972", "-5"),
    whole.replace("972", ""),
    whole.replace("972", "1e400"),
    "#h,-,18,W,V,A,WH,Cost,WH/Mo,Cost/Mo,Wmax,Vmax,Amax,Wmin,Vmin,Amin,PF,DC,PC,Hz,VA;",
    `${"1".repeat(300)};`,
  ])("takes no row from %j", (record) => {
    const { values, rejected } = decode(wattsUpDecoder(), columns, `;${record}${whole}`);
    expect([values, rejected]).toEqual([[[972]], 1 + record.length]);
  });

  it("has no value where the meter logs none", () =>
    expect(decode(wattsUpDecoder(), columns, `;${whole.replace("972", "_")}`).values).toEqual([[Number.NaN]]));
});

describe("smartpower3", () => {
  const lines = [
    "0343732187,15321,0072,01103,0,00000,0000,00000,0,00,00000,0000,00000,0,00,1c,12",
    "0343732197,15332,0084,01287,0,00000,0000,00000,0,00,00000,0000,00000,0,00,09,17",
  ];
  it("reads volts and amperes of input and channels, by the meter's own clock", () => {
    const { values, ticks } = decode(smartPower3Decoder(), 6, `x\r\n${lines.join("\r\n")}\r\n`);
    expect(values).toEqual([
      [15321, 72, 0, 0, 0, 0],
      [15332, 84, 0, 0, 0, 0],
    ]);
    expect(ticks).toEqual([0, 10]);
  });

  it("takes no line in which any one character is another", () => {
    const [line = ""] = lines;
    for (let at = 0; at < line.length; at++) {
      const other = line[at] === "5" ? "6" : "5";
      const damaged = `${line.slice(0, at)}${other}${line.slice(at + 1)}`;
      expect(decode(smartPower3Decoder(), 6, `\n${damaged}\n`).values).toEqual([]);
    }
    for (const damaged of [line.slice(1), `${line}0`, line.slice(0, -1)])
      expect(decode(smartPower3Decoder(), 6, `\n${damaged}\n`).values).toEqual([]);
  });
});

describe.each([
  ["csv", () => csvDecoder(shunts), 3, "\n1,2,3,4\n"],
  ["watts-up", wattsUpDecoder, 1, ";#d,-,18,972,2277,433,5,0,70035,5602,973,2280,435,972,2274,432,95,0,0,500,1020;"],
  [
    "smartpower3",
    smartPower3Decoder,
    6,
    "\n0343732187,15321,0072,01103,0,00000,0000,00000,0,00,00000,0000,00000,0,00,1c,12\n",
  ],
] as const)("%s, on any bytes at all", (_name, decoder, columns, good) => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.string({ unit: fc.constantFrom(..."0123456789,.;#d-_\r\n\0e"), maxLength: 80 }).map(bytesOf),
    fc.constant(bytesOf(good)),
    fc.integer({ min: 0, max: good.length }).map((cut) => bytesOf(good.slice(0, cut))),
  );

  it("gives the same however they are cut, and counts every byte", () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const all = Uint8Array.from(pieces.flatMap((bytes) => [...bytes]));
        const whole = decode(decoder(), columns, all);
        const single = decode(decoder(), columns, ...Array.from(all, (byte) => Uint8Array.of(byte)));
        expect(seen(single.rows)).toEqual(seen(whole.rows));
        expect(single.rejected).toBeLessThanOrEqual(all.length);
        // a piece that is too long is rejected as soon as it is: the account of a line without an end differs until then
        const ended = decode(decoder(), columns, all, "\n;\n;");
        expect(ended.rejected + ended.rows.length).toBeLessThanOrEqual(all.length + 4);
        expect(
          ended.rows.columns.every((values) => values.subarray(0, ended.rows.length).every((v) => !(v > 1e15))),
        ).toBe(true);
      }),
    );
  });
});
