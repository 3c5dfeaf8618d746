import { MeasurementError } from "../../../src/core/error.js";
import type { Seconds } from "../../../src/core/units.js";
import { LINE_FEED } from "./line-decoder.js";
import { type Decoder, emptyRows, type Link } from "./protocol.js";

/** What a meter that talks by itself should be saying. */
export interface Answer {
  /** One of its own: what it is given is lost to the measurement. */
  readonly decoder: Decoder;
  /** Columns of a row. */
  readonly rows: number;
  /** Not even a part of a line for this long: it says nothing. */
  readonly patience: Seconds;
  /** `lines of 5 columns`. */
  readonly expected: string;
}

/** So many bytes, or ends of lines, without a row are no beginning of one: sketches begin with a few words. */
const ENOUGH = { bytes: 4096, lines: 8 };

/** Listens until a whole row has come. Throws UNAVAILABLE when nothing comes, or something else. */
export async function answersAs(link: Link, { decoder, rows: columns, patience, expected }: Answer): Promise<void> {
  const rows = emptyRows(columns, 16);
  let heard = 0;
  let lines = 0;
  let said = "";
  while (rows.length === 0) {
    const bytes = await link.read(patience);
    if (bytes === undefined) throw heard === 0 ? silent(patience) : other(said, expected);
    heard += bytes.length;
    said = (said + Buffer.from(bytes).toString("latin1")).slice(-160);
    decoder.push(bytes, rows);
    lines += bytes.filter((byte) => byte === LINE_FEED).length;
    if ((heard > ENOUGH.bytes || lines > ENOUGH.lines) && rows.length === 0) throw other(said, expected);
  }
}

const silent = (patience: Seconds): MeasurementError =>
  new MeasurementError(
    "UNAVAILABLE",
    `The meter said nothing for ${patience} s`,
    "See that it is switched on and sending, and that protocol and baudRate are its own",
  );

function other(said: string, expected: string): MeasurementError {
  const line = said.split(/[\r\n;]+/).slice(-2, -1)[0] ?? said;
  return new MeasurementError(
    "UNAVAILABLE",
    `The meter does not say what was expected (${expected}), but ${JSON.stringify(line.slice(0, 80))}`,
    "Declare the columns as they are; where it is no text at all, baudRate is not the meter's own",
  );
}
