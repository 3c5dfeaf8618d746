import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import { nanoseconds, secondsBetween } from "../../src/core/units.js";
import { findProgram, linesOf, runToEnd } from "./program.js";

const shell = (script: string) => ({ file: "/bin/sh", args: ["-c", script] });
const watch = { clock: hostClock, silence: 5 };
const run = (script: string, limit = 5) => runToEnd(shell(script), { clock: hostClock, limit });

describe("a program", () => {
  it("gives its lines, its status and what it said", async () => {
    expect(await run("echo one; echo two; echo why >&2; exit 3")).toEqual({
      lines: ["one", "two"],
      code: 3,
      signal: undefined,
      silent: false,
      said: "why\n",
    });
  });

  it("that is killed in the middle of a line has that line left out", async () => {
    expect((await run("echo whole; printf half; kill -9 $$")).lines).toEqual(["whole"]);
  });

  it("that does not exist says so", async () => {
    const { code, said } = await runToEnd({ file: "/nonexistent/tool", args: [] }, { clock: hostClock, limit: 5 });
    expect(code).toBeUndefined();
    expect(said).toContain("ENOENT");
  });

  it("that hangs is given up and killed, and its children too", async () => {
    const mark = join(mkdtempSync(join(tmpdir(), "hang-")), "x");
    const before = hostClock.now();
    const { silent } = await run(`trap '' TERM; sleep 60 ${mark} 2>/dev/null || tail -f /dev/null; : ${mark}`, 0.3);
    expect(silent).toBe(true);
    expect(secondsBetween(before, hostClock.now())).toBeLessThan(30);
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(mark);
  });

  it("is stopped when aborted, even when it is stopped by a signal itself", async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const before = hostClock.now();
    for await (const { lines } of linesOf(shell("echo $$; kill -STOP $$"), watch, stop.signal)) {
      seen.push(...lines);
      void hostClock.until(hostClock.now() + nanoseconds(0.2)).then(() => stop.abort());
    }
    expect(secondsBetween(before, hostClock.now())).toBeLessThan(30);
    expect(() => process.kill(Number(seen[0]), 0)).toThrow();
  });

  it("that ends with its input is heard to its end when aborted, and waited for no longer than it may take", async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const program = { ...shell("echo first; cat; echo last; printf half; sleep 60"), endsWithInput: true } as const;
    const before = hostClock.now();
    for await (const { lines } of linesOf(program, watch, stop.signal)) {
      seen.push(...lines);
      stop.abort();
    }
    expect(seen).toEqual(["first", "last"]);
    expect(secondsBetween(before, hostClock.now())).toBeLessThan(30);
  });

  it("with a line without an end does not fill the memory", async () => {
    const { lines } = await run("head -c 30000000 /dev/zero | tr '\\0' x; echo; echo next");
    expect(lines.map(({ length }) => length)).toEqual([65536, 4]);
  });

  it("speaks English and UTC", async () => {
    expect((await run("echo $LC_ALL $TZ")).lines).toEqual(["C UTC"]);
  });
});

describe("looking for a program", () => {
  it("goes by the PATH on this computer", () => expect(findProgram("/", "sh")).toMatch(/\/sh$/));
  it("finds none in an empty tree", () =>
    expect(findProgram(mkdtempSync(join(tmpdir(), "tree-")), "sh")).toBeUndefined());
});
