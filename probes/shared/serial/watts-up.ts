import * as z from "zod";
import type { ErrorSource } from "../../../src/core/rail.js";
import { answersAs } from "./answers.js";
import { readCell } from "./cell.js";
import { lineDecoder } from "./line-decoder.js";
import { type Decoder, defineProtocol, type Rows } from "./protocol.js";

const SEMICOLON = ";".charCodeAt(0);
const COMMA = ",".charCodeAt(0);
const HEAD = [..."#d,-,18,"].map((letter) => letter.charCodeAt(0));
const FIELDS = 18;
const LONGEST = 256;

/** Nobody quotes the meter's data sheet: the user's word is needed. */
const NO_LIMIT: readonly ErrorSource[] = [];

/** Watts Up? PRO: power at the wall once a second, each a mean over that second (devices.md F2). */
export const wattsUp = defineProtocol({
  name: "watts-up",
  title: "Watts Up? PRO, a plug-in meter for the wall socket",
  baudRate: 115200,
  settings: z.strictObject({}),
  async open(_settings, link) {
    const encoder = new TextEncoder();
    const start = encoder.encode("#L,W,3,E,_,1;");
    await link.write(start);
    await answersAs(link, { decoder: wattsUpDecoder(), rows: 1, patience: 4, expected: "records that begin with #d" });
    return {
      device: "Watts Up? PRO",
      rails: [
        {
          id: "wall",
          columns: [{ name: "wall", quantity: "power", unit: "dW", scale: 0.1 }],
          uncertainty: NO_LIMIT,
          point: "wall",
          window: { kind: "boxcar", width: 1 },
        },
      ],
      period: 1,
      tick: undefined,
      decoder: wattsUpDecoder(),
      start,
      stop: encoder.encode("#L,W,0;"),
    };
  },
});

/** Records `#d,-,18,` of 18 fields that end in a semicolon; the first field is the power in tenths of a watt. */
export function wattsUpDecoder(): Decoder {
  const clean = new Uint8Array(LONGEST);
  return lineDecoder({ end: SEMICOLON, longest: LONGEST }, (bytes, from, to, rows) => {
    const length = withoutBlanks(bytes.subarray(from, to), clean);
    return readRecord(clean, length, rows);
  });
}

/** Records come with NUL bytes in them, and line ends between them. */
function withoutBlanks(bytes: Uint8Array, into: Uint8Array): number {
  let length = 0;
  for (const byte of bytes) if (byte > 0x20) into[length++] = byte;
  return length;
}

function readRecord(bytes: Uint8Array, length: number, rows: Rows): boolean {
  if (!HEAD.every((byte, index) => bytes[index] === byte)) return false;
  let fields = 0;
  let watts = Number.NaN;
  for (let at = HEAD.length; at <= length; fields++) {
    const comma = bytes.indexOf(COMMA, at);
    const end = comma < 0 || comma > length ? length : comma;
    const value = readField(bytes, at, end);
    if (value === undefined) return false;
    if (fields === 0) watts = value;
    at = end + 1;
  }
  if (fields !== FIELDS) return false;
  const [power] = rows.columns;
  if (power !== undefined) power[rows.length] = watts;
  rows.length++;
  return true;
}

/** A whole number; NaN for `_`, a field that the meter does not log. */
function readField(bytes: Uint8Array, from: number, to: number): number | undefined {
  if (to - from === 1 && bytes[from] === "_".charCodeAt(0)) return Number.NaN;
  const value = to > from ? readCell(bytes, from, to) : undefined;
  return value !== undefined && Number.isInteger(value) && value >= 0 ? value : undefined;
}
