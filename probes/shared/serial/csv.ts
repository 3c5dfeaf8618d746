import * as z from "zod";
import { MeasurementError } from "../../../src/core/error.js";
import { answersAs } from "./answers.js";
import { readCell, trimEnd, trimStart } from "./cell.js";
import { checksumOf, checksums, readHex } from "./checksums.js";
import { type CsvColumn, type CsvRails, parseColumn, railsOfColumns } from "./csv-columns.js";
import { LINE_FEED, lineDecoder } from "./line-decoder.js";
import { type Decoder, defineProtocol, type Meter, type Rows } from "./protocol.js";
import { tickCounter } from "./ticks.js";

const LONGEST_LINE = 1024;
/** A turn of the counter that may well hide in a few lost lines, in seconds. */
const SHORT_TURN = 600;

const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");

const columns = z
  .union([z.string(), z.array(z.string().min(1)).min(1)])
  .transform((given, context): readonly CsvColumn[] => {
    const wanted = typeof given === "string" ? words(given) : given;
    const parsed = wanted.map((word) => parseColumn(word));
    const wrong = wanted.filter((_, index) => parsed[index] === undefined);
    if (wrong.length > 0)
      context.addIssue(`no column: ${wrong.join(" ")}; columns are time:ms, cpu:V, cpu:mA, cpu:W, -`);
    const known = parsed.flatMap((column) => column ?? []);
    const rails = railsOfColumns(known);
    if (wrong.length === 0 && typeof rails === "string") context.addIssue(rails);
    return known;
  });

const separators = { comma: ",", semicolon: ";", tab: "\t", space: " " } as const;

const settings = z.strictObject({
  columns: columns.describe(
    "what each column of a line is, in order: time:UNIT, RAIL:UNIT (V, A, W, J, Wh with m, u, n, k), RAIL:shunt-mV, or - for none",
  ),
  periodMs: z.number().positive().max(3_600_000).describe("nominal time from one line to the next, ms"),
  separator: z
    .enum(["comma", "semicolon", "tab", "space"])
    .default("comma")
    .describe("what stands between two columns"),
  timeBits: z
    .int()
    .min(8)
    .max(53)
    .default(32)
    .describe("width of the meter's time counter, which begins again at 0 after 2^timeBits ticks"),
  checksum: z
    .enum(checksums)
    .optional()
    .describe("the last column: two hexadecimal digits over all that stands before its separator"),
});

type Settings = z.infer<typeof settings>;

/** Lines of declared columns, as sketches for microcontrollers print them (devices.md F4). */
export const csv = defineProtocol<Settings>({
  name: "csv",
  title: "Lines of columns that you declare, e.g. a microcontroller with shunt monitors",
  baudRate: 115200,
  settings,
  async open(settings, link) {
    const meter = csvMeter(settings);
    await answersAs(link, {
      decoder: csvDecoder(settings),
      rows: meter.rails.flatMap(({ columns }) => columns).length,
      // opening the port resets many boards, and their boot loader waits two seconds
      patience: Math.max(4, (4 * settings.periodMs) / 1000),
      expected: `lines of ${settings.columns.length + (settings.checksum ? 1 : 0)} columns`,
    });
    return meter;
  },
});

function csvMeter(settings: Settings): Meter {
  const time = settings.columns.find(({ kind }) => kind === "time");
  return {
    device: "meter that prints lines",
    rails: railsOf(settings.columns).rails,
    period: settings.periodMs / 1000,
    tick: time?.kind === "time" ? time.tick : undefined,
    decoder: csvDecoder(settings),
  };
}

function railsOf(columns: readonly CsvColumn[]): CsvRails {
  const rails = railsOfColumns(columns);
  if (typeof rails === "string") throw new MeasurementError("CONFIG", `csv.columns: ${rails}`, "Declare them anew");
  return rails;
}

/** Lines of these columns into rows; a line that is not exactly that is no row. */
export function csvDecoder({ columns, separator, timeBits, checksum }: Omit<Settings, "periodMs">): Decoder {
  const apart = separators[separator].charCodeAt(0);
  const place = columns.map(() => -1);
  for (const [column, cell] of railsOf(columns).cells.entries()) place[cell] = column;
  const time = columns.findIndex(({ kind }) => kind === "time");
  const tick = columns.flatMap((column) => (column.kind === "time" ? column.tick : []))[0] ?? 1;
  const counter = tickCounter(2 ** timeBits);
  const turnIsShort = 2 ** timeBits * tick < SHORT_TURN;

  const cells = (bytes: Uint8Array, from: number, to: number, rows: Rows): boolean => {
    let at = from;
    let ticks = Number.NaN;
    for (let index = 0; index < place.length; index++) {
      const next = index === place.length - 1 ? to : bytes.indexOf(apart, at);
      if (next < 0 || (next >= to && index < place.length - 1)) return false;
      const column = place[index] ?? -1;
      if (column >= 0 || index === time) {
        const value = readCell(bytes, at, next);
        if (value === undefined) return false;
        if (index === time) ticks = value;
        else {
          const values = rows.columns[column];
          if (values !== undefined) values[rows.length] = value;
        }
      }
      at = next + 1;
    }
    if (time >= 0 && !counter.put(ticks, rows)) return false;
    rows.length++;
    return true;
  };
  const read = (bytes: Uint8Array, from: number, to: number, rows: Rows): boolean => {
    // blanks around a line are none of its columns where blanks stand between them
    const start = separator === "space" ? trimStart(bytes, from, to) : from;
    const end = separator === "space" ? trimEnd(bytes, start, to) : to;
    if (checksum === undefined) return cells(bytes, start, end, rows);
    const last = bytes.lastIndexOf(apart, end - 1);
    if (last < start || readHex(bytes, last + 1, end) !== checksumOf[checksum](bytes, start, last)) return false;
    return cells(bytes, start, last, rows);
  };
  return lineDecoder({ end: LINE_FEED, longest: LONGEST_LINE }, (bytes, from, to, rows) => {
    const accepted = read(bytes, from, to, rows);
    if (!accepted && turnIsShort) counter.lose();
    return accepted;
  });
}
