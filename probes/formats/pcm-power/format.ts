import type { Finding } from "../../../src/core/finding.js";
import { defineFormat } from "../../../src/core/format.js";
import { type Block, Blocks, powersOf } from "../../shared/pcm/blocks.js";
import { railsOf, totalsOf } from "../../shared/pcm/rails.js";
import { type Discarded, type LineFormat, LineRecording, onlyFile, type Row } from "../line-recording.js";
import type { Rejections } from "../tally.js";
import { readBeginning, type TableBeginning } from "./beginning.js";
import { pcmPowerSettings } from "./settings.js";
import { isHeader, parseRow } from "./table.js";

const NAME = "pcm-power";
const NANOS_PER_MS = 1_000_000n;

/** What Intel PCM's program printed: text of any build, or the CSV of 2025 and later. */
export default defineFormat({
  name: NAME,
  title: "what Intel PCM's pcm-power printed, text or CSV: sockets and their memory",
  settings: pcmPowerSettings,
  async read(files, { zone }) {
    const path = onlyFile(NAME, files);
    const beginning = await readBeginning(path, zone);
    const { ids, period } = beginning;
    return new LineRecording({
      ...{ probe: NAME, path, rails: railsOf(ids, period), totals: totalsOf(ids), rejections },
      device: `Intel processor, ${ids.filter((id) => !id.includes("/")).length} sockets`,
      ...(beginning.kind === "text" ? textParts(ids) : tableParts(beginning, zone)),
    });
  },
});

const rejections: Rejections = {
  preamble: { expected: "before the first block" },
  rule: { expected: "dashes" },
  detail: { expected: "of links, channels and frequencies" },
  header: { expected: "headers" },
  unknown: "none of pcm-power's",
  stray: "energy outside of any block",
  length: "of blocks without a readable length: those after them stand too early",
  other: "under headers that are not the first ones",
  cells: "more or fewer cells than the header",
  time: "no readable time stamp",
  values: "no readable number",
};

type Parts = Pick<LineFormat, "startMs" | "clock" | "findings" | "take" | "end">;

/** Blocks one after the other, each as long as it says it is. */
function textParts(ids: readonly string[]): Parts {
  const blocks = new Blocks();
  let at = 0n;
  const finish = (block: Block, more: number): Row | Discarded => {
    const lines = block.lines + more;
    if (block.elapsedMs === undefined) return { reason: "length", lines };
    at += BigInt(block.elapsedMs) * NANOS_PER_MS;
    return { at, values: powersOf(block, ids).values, lines };
  };
  return {
    startMs: 0,
    clock: "the blocks' own lengths, counted from an unknown day, here 1970-01-01",
    take(text) {
      const { line, block } = blocks.take(text);
      if (block !== undefined) return finish(block, line === "rule" ? 1 : 0);
      return line === "part" ? undefined : line;
    },
    end() {
      const block = blocks.end();
      return block && finish(block, 0);
    },
  };
}

function tableParts({ layout, startMs }: TableBeginning, zone: string | undefined): Parts {
  const headers: string[] = [];
  let other = false;
  return {
    startMs,
    clock: `the table's time stamps${zone === undefined ? "" : `, local time of ${zone}`}`,
    findings: zone === undefined ? [zoneUnknown] : [],
    take(line) {
      if (isHeader(line)) {
        other = headers.length >= 2 && !headers.includes(line);
        if (headers.length < 2) headers.push(line);
        return "header";
      }
      if (headers.length < 2) return "preamble";
      if (other) return "other";
      const row = parseRow(line, layout, zone);
      if (typeof row === "string") return row;
      if (row.watts.every(Number.isNaN)) return "values";
      return { at: BigInt(row.ms - startMs) * NANOS_PER_MS, values: row.watts };
    },
  };
}

const zoneUnknown: Finding = {
  code: "zone-unknown",
  severity: "note",
  message: "The table's time stamps are local time of an unknown zone, read as UTC",
  remedy: "Set zone, e.g. zone=Europe/Berlin, where the time of day matters",
  probe: NAME,
};
