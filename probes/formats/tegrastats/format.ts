import { basename } from "node:path";
import { defineFormat } from "../../../src/core/format.js";
import { type Board, boards, mostWattsOf, recognise } from "../../shared/jetson/boards.js";
import type { Line } from "../../shared/tegrastats/line.js";
import { makeRails } from "../../shared/tegrastats/rails.js";
import { LineRecording, onlyFile } from "../line-recording.js";
import type { Rejections } from "../tally.js";
import { readBeginning } from "./beginning.js";
import { timeFindings } from "./findings.js";
import { Grid } from "./grid.js";
import { intervalOf, phaseOf, STAMP_MS } from "./interval.js";
import { Log } from "./log.js";
import { type Settings, settings } from "./settings.js";

const rejections: Rejections = {
  preamble: { expected: "before the first line of tegrastats" },
  foreign: "no lines of tegrastats, or cut ones",
  rails: "none of the rails that most lines have",
  jump: "at another time than the lines around them, which nothing confirms",
};

/** A log of NVIDIA's tegrastats, of a Jetson. */
export default defineFormat<Settings>({
  name: "tegrastats",
  title: "a log of NVIDIA's tegrastats, of any version: every rail of the Jetson, with its board's totals",
  settings,
  async read(files, settings) {
    const path = onlyFile("tegrastats", files);
    const { line, stamps, dateMs } = await readBeginning(path);
    const [first] = stamps;
    const toldMs = first === undefined ? undefined : intervalOf(stamps);
    const intervalMs = settings.intervalMs ?? toldMs ?? 1000;
    const { fromMs, toMs } = phaseOf(stamps, intervalMs);
    const startMs = first === undefined ? (dateMs ?? 0) : first + (fromMs + toMs) / 2;
    const board = boardOf(line, settings);
    const { rails, totals, findings } = makeRails(line, { board, settings, period: intervalMs / 1000 });
    const known = { rails: rails.map(({ id }) => id), all: line.readings.map(({ rail }) => rail) };
    const log = new Log(new Grid(intervalMs, startMs), {
      ...known,
      startMs,
      stamped: first !== undefined,
      mostWatts: mostWattsOf(board),
      board: board?.name,
    });
    return new LineRecording({
      probe: "tegrastats",
      path,
      device: `${board?.name ?? "unknown board"}, log ${basename(path)}`,
      rails,
      totals,
      startMs,
      clock: clockOf(first, dateMs),
      ...(toldMs !== undefined && settings.intervalMs === undefined && { within: STAMP_MS / 2000 }),
      findings: [...timeFindings({ intervalMs, toldMs, given: settings.intervalMs !== undefined }), ...findings],
      rejections,
      take: (text) => log.take(text),
      endFindings: () => log.findings(),
    });
  },
});

function boardOf({ readings }: Line, { board }: Settings): Board | undefined {
  const names = new Set(readings.map(({ rail }) => rail));
  if (board === undefined) return recognise(names);
  const named = boards.filter(({ name }) => name === board);
  return named.find(({ labels }) => labels.every((label) => names.has(label))) ?? named[0];
}

function clockOf(stampMs: number | undefined, dateMs: number | undefined): string {
  if (stampMs !== undefined) return "the lines' own times: local time of an unknown zone, here taken for UTC";
  if (dateMs !== undefined) return "the date before the first line";
  return "a count of the lines, which begins on an unknown day, here 1970-01-01";
}
