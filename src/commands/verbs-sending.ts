import type { Command } from "commander";
import { positiveNumber } from "../config/numbers.js";
import type { Context } from "./context.js";
import { collect, verb } from "./verb.js";
import type { Line } from "./verbs-measuring.js";

interface SendFlags {
  readonly sink?: readonly string[];
  readonly runId?: string;
  readonly again?: boolean;
  readonly timeout?: string;
  readonly out?: string;
}

const MOST_S = 1e7;

/** `send`: what a database has not taken yet. */
export function addSending(root: Command, context: Context, { answer }: Pick<Line, "answer">): void {
  verb(root, "send [run]", "send what a database has not taken of a recording yet", [
    "joulemark send",
    "joulemark send 20261123T101530 --sink influx:http://host:8086/power --timeout 60",
  ])
    .option("--sink <name[:target]>", "there (repeatable; default: wherever sending it was begun)", collect)
    .option(
      "--again",
      "all of it, whatever was acknowledged, for a database that has lost it; points are never doubled",
    )
    .option("--run-id <id>", "the run id that points carry (default: as before, or the recording's own)")
    .option("--timeout <seconds>", "give up after this long (default: wait for it until Ctrl-C)")
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .action(async (run: string | undefined, { sink = [], again = false, timeout, ...flags }: SendFlags) => {
      const { send } = await import("./send.js");
      const timeoutS =
        timeout === undefined ? undefined : positiveNumber("--timeout", timeout, { min: 0.001, max: MOST_S });
      answer(await send({ ...flags, run, sinks: sink, again, timeoutS }, context));
    });
}
