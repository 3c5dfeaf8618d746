import type { MeasurementError } from "../../core/error.js";
import { clean } from "../../report/text.js";
import type { Context } from "../context.js";
import { goesToJournal, type Level, ranked } from "../journal.js";

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
  const name = goesToJournal(env) ? "" : "joulemark: ";
  const say = (level: Level) => (text: string) => {
    const lines = text.split("\n").map(clean);
    stderr.write(ranked(level, `${name}${lines.join("\n")}`, env));
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
