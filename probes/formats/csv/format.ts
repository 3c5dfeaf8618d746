import { basename } from "node:path";
import type { Finding } from "../../../src/core/finding.js";
import { defineFormat } from "../../../src/core/format.js";
import { type LineFormat, LineRecording, onlyFile } from "../line-recording.js";
import type { Rejections } from "../tally.js";
import { type Beginning, isHeader, layoutOf, readBeginning } from "./header.js";
import { MarkLines } from "./mark-lines.js";
import { railsOf } from "./rails.js";
import { parseRow } from "./row.js";
import { type CsvSettings, csvSettings } from "./settings.js";

const NANOS_PER_MS = 1e6;
/** 2000-01-01: a number below it counts from the tool's own start, not from 1970. */
const EARLIEST_WALL_MS = 946_684_800_000;

const rejections: Rejections = {
  preamble: { expected: "up to the header" },
  header: { expected: "headers again" },
  other: "under a header that does not name all columns",
  cells: "more or fewer cells than the header",
  time: "no readable time",
};

/** A table of numbers over time, with the user's word for what its columns are. */
export default defineFormat({
  name: "csv",
  title: "any table with a time column: the settings say which columns are rails, and where they were measured",
  settings: csvSettings,
  async read(files, settings) {
    const path = onlyFile("csv", files);
    const beginning = await readBeginning(path, settings, railsOf(settings, 1));
    const wallMs = Number(beginning.start) / NANOS_PER_MS;
    const marks = settings.marks === undefined ? undefined : new MarkLines(settings.marks, settings.timeUnit);
    const known = wallMs >= EARLIEST_WALL_MS;
    return new LineRecording({
      probe: "csv",
      path,
      device: `table ${basename(path)}`,
      rails: railsOf(settings, beginning.period).map(({ rail }) => rail),
      startMs: known ? wallMs : 0,
      clock: known ? "the time column" : "the time column, which counts from an unknown day, here 1970-01-01",
      findings: beginning.zoneless && settings.timeUnit === "iso" ? [zoneUnknown] : [],
      rejections,
      take: takeRows(beginning, settings, marks),
      endFindings: () => marks?.findings(beginning.start) ?? [],
      endMarks: () => marks?.marks(beginning.start) ?? [],
    });
  },
});

const zoneUnknown: Finding = {
  code: "zone-unknown",
  severity: "note",
  message: "The times do not say of which zone they are, and are read as UTC",
  remedy: "None needed unless the time of day matters, or summer time began or ended meanwhile",
  probe: "csv",
};

/** Columns are found by the names of the last header above them: tables that were put together may differ in it. */
function takeRows(
  { headerLine, start, ...beginning }: Beginning,
  settings: CsvSettings,
  marks?: MarkLines,
): LineFormat["take"] {
  let layout: Beginning["layout"] | undefined = beginning.layout;
  const rails = railsOf(settings, beginning.period);
  let line = 0;
  return (text) => {
    if (++line <= headerLine) return "preamble";
    if (isHeader(text, settings)) {
      layout = layoutOf(text, settings, rails);
      return "header";
    }
    if (layout === undefined) return "other";
    if (marks?.take(text)) return undefined;
    const row = parseRow(text, layout);
    if (typeof row === "string") return row;
    marks?.row(row.at);
    return { at: row.at - start, values: row.values };
  };
}
