import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { batchOf, ENDING, manifestOf, scratch } from "../recording/testing/example.js";
import { createRecording } from "../recording/writer.js";
import type { Context } from "./context.js";
import { listRuns, pruneRuns, showRun } from "./runs.js";
import { bytesText, durationText } from "./runs-table.js";

function context(): Context & { readonly text: { out: string; err: string } } {
  const text = { out: "", err: "" };
  const clock = { now: () => 0n, wall: () => Date.parse("2026-12-01"), until: () => Promise.resolve() };
  const stdout = { write: (words: string) => (text.out += words) };
  const stderr = { write: (words: string) => (text.err += words) };
  return { registry: {}, formats: {}, env: {}, cwd: ".", clock, stdout, stderr, version: "0", text };
}

function root(): string {
  const folder = scratch();
  const writer = createRecording(join(folder, "20261123T101530-abc4"), manifestOf({ p: 1 }, { name: "first" }));
  writer.append(batchOf("p", 0, { ticks: 2001, columns: 1 }));
  writer.finish(ENDING);
  return folder;
}

describe("runs", () => {
  it("lists as a table and as JSON, on stdout", () => {
    const out = root();
    const [table, json] = [context(), context()];
    listRuns({ out }, table);
    expect(table.text.out).toMatch(
      /^ID +STARTED.*\n20261123T101530-abc4 +2026-11-23 10:15:30 +10\.0 s .* complete +first +true\n$/,
    );
    listRuns({ out, json: true }, json);
    expect(JSON.parse(json.text.out)).toMatchObject([{ id: "20261123T101530-abc4", name: "first", complete: true }]);
  });

  it("says on stderr that there is nothing", () => {
    const world = context();
    listRuns({ out: scratch() }, world);
    expect(world.text).toMatchObject({ out: "", err: expect.stringContaining("joulemark run") });
  });

  it("shows one, by name", () => {
    const world = context();
    showRun("first", { out: root() }, world);
    expect(world.text.out).toContain("duration    10.0 s\n");
    expect(world.text.out).toContain("probe       p: d (r0)\n");
  });

  it("prunes, and tells what a dry run would", () => {
    const out = root();
    const [dry, wet] = [context(), context()];
    pruneRuns({ out, keep: 0, dryRun: true }, dry);
    expect(dry.text.out).toBe(`would remove ${join(out, "20261123T101530-abc4")}\n`);
    pruneRuns({ out, keep: 0 }, wet);
    expect(wet.text.out).toBe(`removed ${join(out, "20261123T101530-abc4")}\n`);
    expect(wet.text.err).toContain("1 recordings");
  });

  it("prunes what was sent with what it says of it, and leaves what still waits to be sent", () => {
    const out = root();
    const position = join(out, "20261123T101530-abc4", "sent-a-0123.json");
    const [waiting, sent] = [context(), context()];
    writeFileSync(position, '{"done":false}');
    pruneRuns({ out, keep: 0 }, waiting);
    expect(waiting.text.err).toContain("not all of it has been sent: joulemark send");
    writeFileSync(position, '{"done":true}');
    const refused = join(out, "20261123T101530-abc4", "sent-a-0123.refused.ndjson");
    writeFileSync(refused, "{}\n");
    const looked = context();
    pruneRuns({ out, keep: 0 }, looked);
    expect(looked.text.err).toContain("a target refused points of it: look at sent-a-0123.refused.ndjson");
    rmSync(refused);
    pruneRuns({ out, keep: 0 }, sent);
    expect(sent.text.err).toContain("1 recordings");
  });
});

describe("figures for people", () => {
  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1536, "1.5 KiB"],
    [5 * 1024 ** 4, "5.0 TiB"],
  ])("%d bytes", (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it.each([
    [undefined, "?"],
    [12.34, "12.3 s"],
    [65, "1 min 05 s"],
    [7500, "2 h 05 min"],
  ])("%s seconds", (seconds, text) => expect(durationText(seconds)).toBe(text));
});
