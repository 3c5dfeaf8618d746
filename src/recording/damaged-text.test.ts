import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENTS_FILE, MANIFEST_FILE } from "../core/manifest-json.js";
import { openRecording } from "./reader.js";
import { batchOf, ENDING, manifestOf, START, scratch } from "./testing/example.js";
import { createRecording } from "./writer.js";

describe("events.ndjson", () => {
  const mark = { kind: "begin", name: "a", at: START, within: 0, source: "fd" } as const;
  const withMarks = () => {
    const folder = join(scratch(), "r");
    const writer = createRecording(folder, manifestOf({}));
    for (const name of ["a", "b", "c"]) writer.event({ type: "mark", mark: { ...mark, name } });
    writer[Symbol.dispose]();
    return folder;
  };
  const names = (folder: string) => openRecording(folder).marks.map(({ name }) => name);

  it("loses a damaged line and no other", () => {
    const folder = withMarks();
    const path = join(folder, EVENTS_FILE);
    writeFileSync(path, readFileSync(path, "utf8").replace('"b"', '"b'));
    expect(names(folder)).toEqual(["a", "c"]);
    const damaged = { code: "corrupt-events", message: expect.stringContaining("line 2") };
    expect(openRecording(folder).findings).toContainEqual(expect.objectContaining(damaged));
  });

  it("loses a line whose number was changed by a flipped bit, though it still is JSON", () => {
    const folder = withMarks();
    const path = join(folder, EVENTS_FILE);
    const lines = readFileSync(path, "utf8").split("\n");
    lines[0] = lines[0]?.replace(`"at":"1`, `"at":"3`) ?? "";
    writeFileSync(path, lines.join("\n"));
    expect(names(folder)).toEqual(["b", "c"]);
  });

  it("loses a last line that is cut, at any byte", () => {
    const folder = withMarks();
    const path = join(folder, EVENTS_FILE);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const lines =
        whole
          .subarray(0, length + 1)
          .toString()
          .split("\n").length - 1;
      expect(names(folder)).toEqual(["a", "b", "c"].slice(0, lines));
    }
  });

  it("may hold anything, or be missing, without a crash", () => {
    const folder = withMarks();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (noise) => {
        writeFileSync(join(folder, EVENTS_FILE), noise);
        openRecording(folder);
      }),
    );
    rmSync(join(folder, EVENTS_FILE));
    expect(openRecording(folder).findings).toContainEqual(expect.objectContaining({ code: "corrupt-events" }));
  });
});

/** A finished recording of a few samples. */
function recorded(): string {
  const folder = join(scratch(), "r");
  const writer = createRecording(folder, manifestOf({ p: 1 }));
  writer.append(batchOf("p", 0, { ticks: 3, columns: 1 }));
  writer.finish(ENDING);
  return folder;
}

describe("run.json", () => {
  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["cut", '{"schema":"joulemark/recording/v1","id":'],
    ["another program's", '{"name":"package","version":"1.0.0"}'],
    ["of a later schema", JSON.stringify({ ...manifestOf({}), start: "1", schema: "joulemark/recording/v9" })],
    [
      "with a broken rail",
      JSON.stringify({ ...manifestOf({}), start: "1", probes: [{ name: "p", device: "d", rails: [{}] }] }),
    ],
  ])("%s is an error that names it and says what to do", (_what, text) => {
    const folder = recorded();
    if (text === undefined) rmSync(join(folder, MANIFEST_FILE));
    else writeFileSync(join(folder, MANIFEST_FILE), text);
    const error = { code: "RECORDING", message: expect.stringContaining(folder), remedy: expect.stringMatching(/./) };
    expect(() => openRecording(folder)).toThrow(expect.objectContaining(error));
  });

  it("with a number that was changed is read, and says so", () => {
    const folder = recorded();
    const path = join(folder, MANIFEST_FILE);
    expect(openRecording(folder).findings).toEqual([]);
    writeFileSync(path, readFileSync(path, "utf8").replace('"scale": 1', '"scale": 3'));
    expect(openRecording(folder).findings).toMatchObject([{ code: "manifest-changed", severity: "degraded" }]);
  });

  it("with keys of a newer writer is read", () => {
    const folder = recorded();
    const path = join(folder, MANIFEST_FILE);
    const wanted = openRecording(folder).manifest;
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), later: { more: 1 } }));
    expect(openRecording(folder).manifest).toEqual(wanted);
  });
});
