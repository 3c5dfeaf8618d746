import { expect, it } from "vitest";
import { exitStatus } from "./exit.js";
import { ownsTerminal, parseProcessStat, readProcessStat } from "./process-stat.js";

const line = (name: string) => `42 (${name}) S 7 42 40 34816 42 4194304 1 2 3\n`;

it.each(["sh", "a) S 1 1 1 1 1 ", "((", "new\nline"])("reads a process named %j", (name) => {
  expect(parseProcessStat(line(name))).toEqual({
    pid: 42,
    name,
    state: "S",
    parent: 7,
    group: 42,
    session: 40,
    terminal: 34816,
    foreground: 42,
  });
});

it("reads nothing from a cut or foreign text", () => {
  expect(parseProcessStat("42 (sh) S 7 42")).toBeUndefined();
  expect(parseProcessStat("")).toBeUndefined();
});

it("sees this process, and none that does not exist", () => {
  expect(readProcessStat("self")?.pid).toBe(process.pid);
  expect(readProcessStat(2 ** 30)).toBeUndefined();
});

it("owns the terminal only in its foreground", () => {
  const stat = parseProcessStat(line("sh"));
  if (stat === undefined) throw new Error("no stat");
  expect(ownsTerminal(stat)).toBe(true);
  expect(ownsTerminal({ ...stat, foreground: 50 })).toBe(false);
  expect(ownsTerminal({ ...stat, terminal: 0, foreground: -1 })).toBe(false);
  expect(ownsTerminal({ ...stat, terminal: 0 })).toBe(false);
});

it.each([
  [{ code: 7, signal: null }, 7],
  [{ code: 0, signal: null }, 0],
  [{ code: null, signal: "SIGTERM" }, 143],
  [{ code: null, signal: "SIGKILL" }, 137],
  [{ code: null, signal: "SIGSEGV" }, 139],
])("%j is reported as %d", (exit, status) => {
  expect(exitStatus(exit)).toBe(status);
});
