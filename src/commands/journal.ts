import { fstatSync } from "node:fs";
import type { Context } from "./context.js";

/** Levels of syslog, as the journal of systemd takes them before a line (sd-daemon(3)). */
const levels = { error: 3, warning: 4, notice: 5, info: 6 } as const;

/** How grave a line is. */
export type Level = keyof typeof levels;

/** Whether standard error goes into the journal, which stamps lines itself and takes a level before each. */
export function goesToJournal({ JOURNAL_STREAM: journal = "" }: Context["env"]): boolean {
  if (journal === "") return false;
  try {
    // a program started by a service inherits the variable, but not the stream: device and inode say whether it is that one
    const { dev, ino } = fstatSync(2);
    return journal === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** Lines for standard error, ended, each with its level where it goes into the journal. */
export function ranked(level: Level, text: string, env: Context["env"]): string {
  const mark = goesToJournal(env) ? `<${levels[level]}>` : "";
  return text
    .split("\n")
    .map((line) => `${mark}${line}\n`)
    .join("");
}
