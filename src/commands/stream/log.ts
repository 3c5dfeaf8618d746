import { fstatSync } from "node:fs";
import type { MeasurementError } from "../../core/error.js";
import { clean } from "../../report/text.js";
import type { Context } from "../context.js";

/** Levels of syslog, as the journal takes them before a line. */
const levels = { error: 3, warning: 4, notice: 5, info: 6 } as const;

/** Lines for whoever looks after a service. None has a time: the journal stamps them. */
export interface Log {
  error(text: string): void;
  warning(text: string): void;
  notice(text: string): void;
  info(text: string): void;
  /** What went wrong, what it means here, and what to do. */
  failure(error: MeasurementError, meaning: string): void;
}

/** Into the journal each line with its priority; elsewhere under our name, as every command writes. */
export function logTo({ stderr, env }: Pick<Context, "stderr" | "env">): Log {
  const journal = goesToJournal(env);
  const say = (level: keyof typeof levels) => (text: string) => {
    const lines = text.split("\n").map(clean);
    const first = journal ? "" : "joulemark: ";
    stderr.write(lines.map((line, k) => `${journal ? `<${levels[level]}>` : k === 0 ? first : ""}${line}\n`).join(""));
  };
  const warning = say("warning");
  return {
    error: say("error"),
    warning,
    notice: say("notice"),
    info: say("info"),
    failure: ({ message, remedy }, meaning) => warning(`${message}; ${meaning}\n  -> ${remedy}`),
  };
}

/** A program started by a service inherits the variable, but not the stream: device and inode say whether it is that one. */
function goesToJournal({ JOURNAL_STREAM: journal = "" }: Context["env"]): boolean {
  if (journal === "") return false;
  try {
    const { dev, ino } = fstatSync(2);
    return journal === `${dev}:${ino}`;
  } catch {
    return false;
  }
}
