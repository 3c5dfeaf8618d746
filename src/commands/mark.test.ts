import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Clock } from "../core/clock.js";
import type { Mark } from "../core/mark.js";
import { openMarks } from "../wrap/marks.js";
import { mark } from "./mark.js";

const folder = mkdtempSync(join(tmpdir(), "mark-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let now = 5_000_000_000n;
const clock: Clock = { now: () => now, wall: () => 0, until: () => Promise.resolve() };
const at = (path: string | undefined) => ({ env: { JOULEMARK_MARKS: path }, clock, uptime: () => 0.05 });

describe("joulemark mark", () => {
  it("begins when it is done and ends when it was started, so that its own work is outside", async () => {
    const marks: Mark[] = [];
    await using fifo = await openMarks({ clock, onMark: (one) => marks.push(one), folder });
    now += 1_000_000_000n;
    mark("begin", "load", at(fifo.path));
    now += 1_000_000_000n;
    mark("end", " load ", at(fifo.path));
    fifo.drain();
    expect(marks).toEqual([
      { kind: "begin", name: "load", at: 6_000_000_000n, within: 0.008, source: "cli" },
      { kind: "end", name: "load", at: 6_950_000_000n, within: 0.003, source: "cli" },
    ]);
    expect(fifo.findings).toEqual([]);
  });

  it.each([
    ["start", "x", "neither begin nor end"],
    ["begin", " ", "cannot name a mark"],
    ["begin", "a\nend a", "cannot name a mark"],
  ])("refuses %s %j", (kind, name, words) => {
    expect(() => mark(kind, name, at("/nowhere"))).toThrow(
      expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(words) }),
    );
  });

  it("outside of a run names the variable and the command", () => {
    for (const path of [undefined, ""])
      expect(() => mark("begin", "x", at(path))).toThrow(
        expect.objectContaining({
          code: "CONFIG",
          message: expect.stringContaining("JOULEMARK_MARKS"),
          remedy: expect.stringContaining("joulemark run"),
        }),
      );
  });

  it("says that the run is over, without waiting for it", async () => {
    const fifo = await openMarks({ clock, onMark: () => undefined, folder });
    await fifo[Symbol.asyncDispose]();
    await fifo[Symbol.asyncDispose]();
    expect(() => mark("begin", "x", at(fifo.path))).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
  });

  it("writes into nothing but a FIFO", () => {
    const path = join(folder, "file");
    writeFileSync(path, "mine");
    expect(() => mark("begin", "x", at(path))).toThrow(expect.objectContaining({ code: "CONFIG" }));
  });
});

it("a FIFO that cannot be made is a finding, not a failure", async () => {
  await using marks = await openMarks({ clock, onMark: () => undefined, folder: join(folder, "absent") });
  marks.drain();
  expect(marks.path).toBeUndefined();
  expect(marks.findings).toMatchObject([{ code: "marks-unavailable", severity: "note" }]);
});
