import { type Command, CommanderError } from "commander";
import { exitCodes } from "../core/error.js";
import type { Context } from "./context.js";
import { addCommands } from "./verbs.js";

/** Runs the command line and answers with the exit status. Everything after the first `--` reaches the measured command untouched. */
export async function program(argv: readonly string[], context: Context): Promise<number> {
  const end = argv.indexOf("--");
  const ours = end < 0 ? argv : argv.slice(0, end);
  const theirs = end < 0 ? [] : argv.slice(end + 1);
  let status = 0;
  const root = await addCommands(context, theirs, (answer) => {
    status = answer;
  });
  try {
    await root.parseAsync(ours, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.CONFIG;
    throw error;
  }
  return status;
}

/** Sends commander's own words to our streams and its exits to our caller. */
export function tame(command: Command, { stdout, stderr }: Context): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text.replace(/^error: /, "joulemark: ")),
    getOutHelpWidth: () => stdout.columns ?? 100,
    getErrHelpWidth: () => stderr.columns ?? 100,
  });
}
