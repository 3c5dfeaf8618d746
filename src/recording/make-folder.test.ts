import { spawnSync } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "./make-folder.js";
import { scratch } from "./testing/example.js";

describe("makeFolder", () => {
  it("makes those above it too, and says whether there was anything to make", () => {
    const folder = join(scratch(), "a/b/c");
    expect([makeFolder(folder), makeFolder(folder)]).toEqual([true, false]);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it("refuses a path through a file, and a file, with a next action", () => {
    const file = join(scratch(), "file");
    writeFileSync(file, "");
    const refused = (why: string) => expect.objectContaining({ code: "DISK", message: expect.stringContaining(why) });
    expect(() => makeFolder(join(file, "a/b"))).toThrow(refused("a part of the path is a file"));
    expect(() => makeFolder(file)).toThrow(refused("it exists already"));
  });

  // In a process of its own: what it guards against is a loop that nothing but a signal ends.
  it.skipIf(!existsSync("/proc/self"))("gives up where no folder can be made", () => {
    const script = 'import("./src/recording/make-folder.ts").then((m) => m.makeFolder("/proc/none/of/it"))';
    const { signal, stderr } = spawnSync(process.execPath, ["--import", "tsx", "-e", script], {
      encoding: "utf8",
      timeout: 15_000,
      killSignal: "SIGKILL",
    });
    expect(signal).toBeNull();
    expect(stderr).toContain("Cannot write /proc/none/of/it");
  });
});
