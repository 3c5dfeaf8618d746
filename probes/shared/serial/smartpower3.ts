import * as z from "zod";
import { answersAs } from "./answers.js";
import { readHex, sum8, xor8 } from "./checksums.js";
import { LINE_FEED, lineDecoder } from "./line-decoder.js";
import { type Decoder, defineProtocol, type MeteredRail, type Rows } from "./protocol.js";
import { tickCounter } from "./ticks.js";

const LINE_BYTES = 79;
/** Both checksums are over the first 74 bytes, the comma before them included. */
const SUMMED_BYTES = 74;
const ZERO = "0".charCodeAt(0);
const COMMA = ",".charCodeAt(0);
/** Where fields begin and how many digits they have: time, then milli-volts and milliamperes of the input and each channel. */
const TIME = { at: 0, digits: 10 } as const;
const RAILS = [
  { id: "input", voltage: { at: 11, digits: 5 }, current: { at: 17, digits: 4 } },
  { id: "ch0", partOf: "input", voltage: { at: 30, digits: 5 }, current: { at: 36, digits: 4 } },
  { id: "ch1", partOf: "input", voltage: { at: 52, digits: 5 }, current: { at: 58, digits: 4 } },
] as const;
const COMMAS = [10, 16, 21, 27, 29, 35, 40, 46, 48, 51, 57, 62, 68, 70, 73, 76];
const COUNTER_RANGE = 10 ** TIME.digits;
const SUM = { at: 74, digits: 2 } as const;
const XOR = { at: 77, digits: 2 } as const;

const settings = z.strictObject({
  intervalMs: z
    .int()
    .min(5)
    .max(1000)
    .default(10)
    .describe("time from one line to the next, ms, as set on the meter's own screen"),
});

/** ODROID SmartPower3: its input and two channels, lines of fixed width with two checksums (devices.md F3). */
export const smartPower3 = defineProtocol<z.infer<typeof settings>>({
  name: "smartpower3",
  title: "ODROID SmartPower3, a supply with a measured input and two measured channels",
  baudRate: 115200,
  settings,
  async open({ intervalMs }, link) {
    await answersAs(link, {
      decoder: smartPower3Decoder(),
      rows: 2 * RAILS.length,
      patience: 3,
      expected: "lines of 79 characters with both checksums",
    });
    return {
      device: "ODROID SmartPower3",
      rails: RAILS.map(railOf),
      period: intervalMs / 1000,
      tick: 0.001,
      decoder: smartPower3Decoder(),
    };
  },
});

const railOf = ({ id, partOf }: { readonly id: string; readonly partOf?: string }): MeteredRail => ({
  id,
  ...(partOf !== undefined && { partOf }),
  columns: [
    { name: `${id}.voltage`, quantity: "voltage", unit: "mV", scale: 1e-3 },
    { name: `${id}.current`, quantity: "current", unit: "mA", scale: 1e-3 },
  ],
  uncertainty: [],
});

/** Lines of exactly 79 characters whose two checksums are right. The meter's own product (mW) is left to us: it is rounded. */
export function smartPower3Decoder(): Decoder {
  const counter = tickCounter(COUNTER_RANGE);
  return lineDecoder({ end: LINE_FEED, longest: LINE_BYTES + 1 }, (bytes, from, to, rows) => {
    if (!isLine(bytes, from, to)) return false;
    const values = RAILS.flatMap(({ voltage, current }) => [
      digits(bytes, from + voltage.at, voltage.digits),
      digits(bytes, from + current.at, current.digits),
    ]);
    const time = digits(bytes, from + TIME.at, TIME.digits);
    if (values.some(Number.isNaN) || !counter.put(time, rows)) return false;
    for (const [index, value] of values.entries()) put(rows, index, value);
    rows.length++;
    return true;
  });
}

function isLine(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== LINE_BYTES || !COMMAS.every((at) => bytes[from + at] === COMMA)) return false;
  const end = from + SUMMED_BYTES;
  const sum = readHex(bytes, from + SUM.at, from + SUM.at + SUM.digits);
  const xor = readHex(bytes, from + XOR.at, from + XOR.at + XOR.digits);
  return sum === (256 - sum8(bytes, from, end)) % 256 && xor === xor8(bytes, from, end);
}

function put(rows: Rows, column: number, value: number): void {
  const values = rows.columns[column];
  if (values !== undefined) values[rows.length] = value;
}

/** A number of so many decimal digits; NaN when one of them is none. */
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
