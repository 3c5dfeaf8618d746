import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listRecordings } from "./entries.js";
import { findRecording, newRunId, recordingFolders, recordingsFolder } from "./folder.js";
import { pruneRecordings } from "./prune.js";
import { batchOf, ENDING, manifestOf, scratch } from "./testing/example.js";
import { createRecording } from "./writer.js";

const DAY_S = 86_400;
const NOW = Date.parse("2026-11-23T12:00:00Z");

interface Made {
  readonly name?: string;
  readonly finished?: boolean;
  readonly folder?: string;
}

/** A recording of 2 s that began so many days before NOW; its folder. */
function make(root: string, daysAgo: number, { name, finished = true, folder }: Made = {}): string {
  const startedAt = new Date(NOW - daysAgo * DAY_S * 1000).toISOString();
  const id = newRunId(Date.parse(startedAt));
  const path = join(root, folder ?? id);
  const manifest = manifestOf({ p: 1 }, { id, startedAt, ...(name !== undefined && { name }) });
  const writer = createRecording(path, manifest);
  writer.append(batchOf("p", 0, { ticks: 2001, columns: 1 }));
  if (finished) writer.finish(ENDING);
  writer[Symbol.dispose]();
  return path;
}

const unknown = (part: string) =>
  expect.objectContaining({ code: "UNKNOWN_NAME", message: expect.stringContaining(part) });

describe("newRunId", () => {
  it("sorts by time and stays in one form", () => {
    const time = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(time, time, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (a, b, letters) => {
        const [first, second] = [newRunId(a, () => letters), newRunId(b, () => letters)];
        expect(first).toMatch(/^\d{8}T\d{6}-[0-9a-z]{4}$/);
        if (Math.floor(a / 1000) < Math.floor(b / 1000)) expect(first < second).toBe(true);
      }),
    );
    expect(newRunId(Date.UTC(2026, 10, 23, 10, 15, 30), () => 0)).toBe("20261123T101530-0000");
  });
});

describe("recordingsFolder", () => {
  it("is below XDG_DATA_HOME when that is absolute, else below the home", () => {
    expect(recordingsFolder({ XDG_DATA_HOME: "/data", HOME: "/home/a" })).toBe("/data/joulemark");
    expect(recordingsFolder({ XDG_DATA_HOME: "data", HOME: "/home/a" })).toBe("/home/a/.local/share/joulemark");
    expect(recordingsFolder({ HOME: "/home/a" })).toBe("/home/a/.local/share/joulemark");
  });
});

describe("findRecording", () => {
  it("takes nothing, an id, the beginning of one, a name, or a path", () => {
    const root = scratch();
    const old = make(root, 3, { name: "baseline" });
    const newest = make(root, 1);
    expect(findRecording(root)).toBe(newest);
    expect(findRecording(root, basename(old))).toBe(old);
    expect(findRecording(root, "20261120")).toBe(old);
    expect(findRecording(root, "baseline")).toBe(old);
    expect(findRecording(scratch(), old)).toBe(old);
  });

  it("takes the newest by its start when folders were renamed, and the newest of a name", () => {
    const root = scratch();
    make(root, 5, { folder: "zzz", name: "n" });
    const newest = make(root, 2, { folder: "aaa", name: "n" });
    expect(findRecording(root)).toBe(newest);
    expect(findRecording(root, "n")).toBe(newest);
  });

  it("takes the newer of two that began in the same second, whatever their letters", () => {
    const root = scratch();
    const second = 1 / DAY_S;
    const newer = make(root, 1 - 0.7 * second, { folder: "20261122T120000-0000" });
    make(root, 1 - 0.2 * second, { folder: "20261122T120000-zzzz" });
    expect(findRecording(root)).toBe(newer);
  });

  it("refuses what fits several or none, with what was near", () => {
    const root = scratch();
    const made = make(root, 1, { name: "baseline" });
    make(root, 1);
    expect(() => findRecording(root, "20261122")).toThrow(unknown(basename(made)));
    expect(() => findRecording(root, "baselnie")).toThrow(unknown('"baseline"'));
    expect(() => findRecording(root, "")).toThrow(unknown('""'));
    expect(() => findRecording(join(root, "none"))).toThrow(expect.objectContaining({ code: "NO_DATA" }));
  });
});

describe("listRecordings", () => {
  it("lists the newest first, with what is cut off or damaged, and passes over what is no recording", () => {
    const root = scratch();
    const cut = make(root, 2, { finished: false });
    const whole = make(root, 1);
    const damaged = make(root, 3);
    writeFileSync(join(damaged, "run.json"), "{");
    mkdirSync(join(root, "notes"));
    expect(listRecordings(root)).toMatchObject([
      { folder: whole, complete: true, durationS: 10, command: ["true"] },
      { folder: cut, complete: false, durationS: 2 },
      { folder: damaged, complete: false, damage: expect.stringContaining("run.json") },
    ]);
    expect(listRecordings(join(root, "none"))).toEqual([]);
  });
});

describe("pruneRecordings", () => {
  const options = { wallMs: NOW, dryRun: false };

  it("removes what meets every condition, and nothing when it only tries", () => {
    const root = scratch();
    const [newest, middle, oldest] = [make(root, 1), make(root, 5), make(root, 9)];
    const tried = pruneRecordings(root, { ...options, keep: 1, olderThan: 7 * DAY_S, dryRun: true });
    expect(tried.removed.map(({ folder }) => folder)).toEqual([oldest]);
    expect(recordingFolders(root)).toHaveLength(3);
    expect(pruneRecordings(root, { ...options, keep: 1, olderThan: 7 * DAY_S }).kept).toBe(2);
    expect(recordingFolders(root)).toEqual([newest, middle]);
    pruneRecordings(root, { ...options, keep: 0 });
    expect(readdirSync(root)).toEqual([]);
  });

  it("leaves folders with other files, damaged ones and ones that may still be growing", () => {
    const root = scratch();
    const mixed = make(root, 9);
    writeFileSync(join(mixed, "notes.txt"), "mine");
    const damaged = make(root, 8);
    writeFileSync(join(damaged, "run.json"), "{}");
    const growing = make(root, 7, { finished: false });
    for (const name of readdirSync(growing)) utimesSync(join(growing, name), NOW / 1000 - 5, NOW / 1000 - 5);
    const pruned = pruneRecordings(root, { ...options, keep: 0 });
    expect(pruned.removed).toEqual([]);
    expect(pruned.refused.map(({ entry }) => entry.folder).sort()).toEqual([mixed, damaged, growing].sort());
    for (const name of readdirSync(growing)) utimesSync(join(growing, name), NOW / 1000 - 500, NOW / 1000 - 500);
    expect(pruneRecordings(root, { ...options, keep: 0 }).removed).toMatchObject([{ folder: growing }]);
  });

  it("wants a condition", () => {
    expect(() => pruneRecordings(scratch(), options)).toThrow(expect.objectContaining({ code: "CONFIG" }));
  });
});
