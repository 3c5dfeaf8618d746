import { MeasurementError } from "../../src/core/error.js";
import type { Host } from "../../src/core/probe.js";
import { type Board, recognise } from "../shared/jetson/boards.js";
import { findProgram, linesOf, type Program } from "../shared/program.js";
import { readText } from "../shared/read.js";
import { refusalBy } from "../shared/refusals.js";
import { type Line, parseLine } from "../shared/tegrastats/line.js";

/** The tool prints its first line after one interval; this much without one, it hangs. */
const LONGEST_ANSWER = 5;
/** So many lines without a rail, and there is none. */
const ENOUGH_LINES = 5;
const FIRST_INTERVAL_MS = 100;

/** How to get the tool, or do without. */
export const install =
  "tegrastats is part of NVIDIA's L4T, on a Jetson only: install its package nvidia-l4t-tools there, " +
  "or read the monitors themselves with jetson-ina";

/** Why the tool ended or hangs, as an error. */
export const refusalOf = refusalBy({
  program: "tegrastats",
  known: [],
  remedy:
    "Run `tegrastats --interval 1000` by hand until it prints lines with rails (VDD_IN 4067/4067), then try again",
});

/** The call that prints a line every `everyMs`. */
export const call = (file: string, everyMs: number): Program => ({ file, args: ["--interval", String(everyMs)] });

/** What the tool shows here. */
export interface Seen {
  readonly file: string;
  readonly line: Line;
  readonly board: Board | undefined;
}

/** Asks the tool for one line. Throws UNAVAILABLE when it is not installed, refuses, hangs, or shows no rail. */
export async function look(host: Host): Promise<Seen> {
  const file = findProgram(host.root, "tegrastats");
  if (file === undefined) throw new MeasurementError("UNAVAILABLE", "tegrastats is not installed", install);
  const line = await firstLine(file, host);
  return { file, line, board: boardOf(line, host.root) };
}

function boardOf({ readings }: Line, root: string): Board | undefined {
  // the first is what the second links to; a link in another root leads out of it
  const model = readText(root, "sys/firmware/devicetree/base/model") ?? readText(root, "proc/device-tree/model");
  return recognise(new Set(readings.map(({ rail }) => rail)), model);
}

async function firstLine(file: string, { clock, interrupted }: Host): Promise<Line> {
  const stop = new AbortController();
  const over = AbortSignal.any([stop.signal, ...(interrupted === undefined ? [] : [interrupted])]);
  const stream = linesOf(call(file, FIRST_INTERVAL_MS), { clock, silence: LONGEST_ANSWER }, over);
  const seen: string[] = [];
  try {
    while (seen.length < ENOUGH_LINES) {
      const { done, value } = await stream.next();
      if (done) throw refusalOf(value, seen);
      seen.push(...value.lines);
      const line = value.lines.map(parseLine).find((each) => each !== undefined && each.readings.length > 0);
      if (line !== undefined) return line;
    }
    throw noRails(seen);
  } finally {
    stop.abort();
    // the child has ended when its lines have
    while (!(await stream.next()).done);
  }
}

const noRails = (lines: readonly string[]): MeasurementError =>
  new MeasurementError(
    "UNAVAILABLE",
    lines.some((line) => parseLine(line) !== undefined)
      ? "tegrastats shows no power of any rail: this board has no monitor, as Nano 2GB"
      : `tegrastats printed no line that is one of its own: ${lines[0]?.slice(0, 100)}`,
    "Measure the board in its supply, or with another probe (`joulemark probes`)",
  );
