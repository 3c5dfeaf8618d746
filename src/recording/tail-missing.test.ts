import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestOf, powerRail, recordedProbe } from "../../test/contract/recording.js";
import { Tail } from "./tail.js";
import { createRecording } from "./writer.js";

const manifest = manifestOf([recordedProbe("board", [powerRail("A")])]);
const all = { over: true, upTo: Number.POSITIVE_INFINITY };

function recorded(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "tail-")), "run");
  using recording = createRecording(folder, manifest);
  const at = BigInt64Array.of(manifest.start + 1n, manifest.start + 2n);
  recording.event({ type: "clock", pair: { mono: manifest.start, wallMs: 1, withinNs: 1 } });
  recording.append({ probe: "board", at, columns: [Float64Array.of(1, 2)], gaps: [] });
  recording.flush();
  return folder;
}

const seen = (tail: Tail) => [
  tail.events(0)?.events.length,
  (tail.sizes()[0] ?? 0) > 0,
  tail.chunks(0, 0, all)?.contents?.at.length,
];

describe("the tail of a recording", () => {
  it.each([
    [[], [1, true, 2]],
    [["events.ndjson"], [undefined, true, 2]],
    [["0-board.samples"], [1, false, undefined]],
  ])("of which %j are gone has what is left, and names them", (names, left) => {
    const folder = recorded();
    for (const name of names) rmSync(join(folder, name));
    const tail = new Tail(folder, manifest);
    expect(seen(tail)).toEqual(left);
    expect(tail.missing()).toEqual(names.map((name) => join(folder, name)));
  });
});
