import type { Finding } from "../../../src/core/finding.js";
import { defineFormat } from "../../../src/core/format.js";
import { LineRecording, onlyFile } from "../line-recording.js";
import type { Rejections } from "../tally.js";
import { readBeginning } from "./beginning.js";
import { BlockRows } from "./blocks.js";
import { railsOf, totalsOf } from "./rails.js";
import { turbostatSettings } from "./settings.js";

const NAME = "turbostat";
const NANOS_PER_MS = 1e6;

const rejections: Rejections = {
  preamble: { expected: "before the header" },
  header: { expected: "headers" },
  thread: { expected: "of single processors" },
  other: "under a header that is not the first one",
  cells: "more or fewer cells than the header",
  time: "no readable time",
  unknown: "no row of turbostat's",
  stray: "of a package outside of any block, or not among the first",
  twice: "of a package that its block has already",
};

/** What turbostat printed: power of the processor's packages, cores, graphics and memory. */
export default defineFormat({
  name: NAME,
  title: "what turbostat printed: packages, cores, graphics and memory by the names of its columns",
  settings: turbostatSettings,
  async read(files, { intervalS }) {
    const path = onlyFile(NAME, files);
    const beginning = await readBeginning(path, intervalS);
    const { layout, packages, sources, silent, partly, period, start } = beginning;
    const rows = new BlockRows(beginning);
    return new LineRecording({
      ...{ probe: NAME, path, rails: railsOf(sources, period), totals: totalsOf(sources, packages), rejections },
      device: `processor, ${packages.length === 1 ? "one package" : `${packages.length} packages`}`,
      startMs: Number(start) / NANOS_PER_MS,
      clock:
        layout.time === undefined
          ? `blocks of ${period} s (intervalS), counted from an unknown day, here 1970-01-01`
          : "the column Time_Of_Day_Seconds",
      findings: [...silent.map(neverCounted), ...partly.map(onlyParts)],
      take: (line) => rows.take(line),
      end: () => rows.end(),
    });
  },
});

const neverCounted = (rail: string): Finding => ({
  code: "rail-unreadable",
  severity: "note",
  message: `${rail} has a column and no number above zero in the first blocks: taken as not counted, and left out`,
  remedy: "None if this processor does not count it",
  probe: NAME,
});

const onlyParts = (rail: string): Finding => ({
  code: "rail-unreadable",
  severity: "note",
  message: `The rows show only parts of ${rail}, less than the summary has (single cores, or dies): it is left out`,
  remedy: "None: the program prints it for the whole computer only",
  probe: NAME,
});
