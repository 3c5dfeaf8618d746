import { StringDecoder } from "node:string_decoder";
import { systemCode } from "../core/error.js";
import { eventFromLine } from "../core/event-json.js";
import type { Finding } from "../core/finding.js";
import type { RecordedEvent } from "../core/recording.js";
import { FileWindow } from "./file-window.js";

const BLOCK_BYTES = 64 * 1024;
/** A line longer than this is damage: a line end was lost. */
const LONGEST_LINE = 2 ** 20;
/** Gaps are in the samples too (NaN, holes); a recording that is mostly gaps must not fill the memory with their reasons. */
const MOST_GAPS = 100_000;

/** What `events.ndjson` still says, and what is wrong with it. */
export interface StoredEvents {
  readonly events: readonly RecordedEvent[];
  readonly findings: readonly Finding[];
}

/** Reads the events; a line that is cut or damaged is left out, with a finding. Never throws for what the file holds. */
export function readEvents(path: string): StoredEvents {
  try {
    using file = new FileWindow(path);
    return collect(file, path);
  } catch (cause) {
    const message = `${path} cannot be read (${systemCode(cause) ?? String(cause)}): marks and gaps are missing`;
    return { events: [], findings: [finding("corrupt-events", "degraded", message)] };
  }
}

function collect(file: FileWindow, path: string): StoredEvents {
  const events: RecordedEvent[] = [];
  const bad: number[] = [];
  let gaps = 0;
  let number = 0;
  let cut = false;
  for (const { line, ended } of linesOf(file)) {
    number++;
    const event = eventFromLine(line);
    if (event === undefined && ended) bad.push(number);
    else if (event === undefined) cut = true;
    else if (event.type !== "gap" || gaps++ < MOST_GAPS) events.push(event);
  }
  return { events, findings: [...badLines(path, bad), ...cutLine(path, cut), ...leftOut(path, gaps)] };
}

function* linesOf(file: FileWindow): Generator<{ readonly line: string; readonly ended: boolean }> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for (let offset = 0; offset < file.size; offset += BLOCK_BYTES) {
    const lines = (rest + decoder.write(Buffer.from(file.bytes(offset, BLOCK_BYTES)))).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield { line, ended: true };
    // One letter of it stays, so that the line still counts as a damaged one when its end comes.
    if (rest.length > LONGEST_LINE) rest = rest.slice(0, 1);
  }
  if (rest !== "") yield { line: rest, ended: false };
}

function badLines(path: string, bad: readonly number[]): readonly Finding[] {
  if (bad.length === 0) return [];
  const message = `${path}: ${bad.length} damaged ${bad.length === 1 ? "line is" : "lines are"} left out, the first is line ${bad[0]}`;
  return [finding("corrupt-events", "degraded", message)];
}

const cutLine = (path: string, cut: boolean): readonly Finding[] =>
  cut ? [finding("truncated", "note", `${path}: the last line is cut off and left out`)] : [];

const leftOut = (path: string, gaps: number): readonly Finding[] =>
  gaps <= MOST_GAPS
    ? []
    : [finding("gaps-left-out", "note", `${path}: the reasons of ${gaps - MOST_GAPS} of ${gaps} gaps are left out`)];

const remedies: Readonly<Record<string, string>> = {
  "corrupt-events": "Marks or gaps may be missing: check the windows, and the disk the recording was on",
  truncated: "Nothing to do: it was being written when the recording ended",
  "gaps-left-out": "Nothing to do for the numbers: the samples themselves tell where values are missing",
};

const finding = (code: string, severity: Finding["severity"], message: string): Finding => ({
  code,
  severity,
  message,
  remedy: remedies[code] ?? "",
});
