import { Command } from "commander";
import type { Context } from "./context.js";
import { tame } from "./program.js";
import { refuseEmpty } from "./verb.js";
import { addCalibrating } from "./verbs-calibrating.js";
import { addCharacterizing } from "./verbs-characterizing.js";
import { addComparing } from "./verbs-comparing.js";
import { addInflux } from "./verbs-influx.js";
import { addMeasuring } from "./verbs-measuring.js";
import { addReading } from "./verbs-reading.js";
import { addRunner } from "./verbs-runner.js";
import { addSending } from "./verbs-sending.js";
import { addStreaming } from "./verbs-streaming.js";

/** Builds the command line: one verb per file of `commands/`, loaded when it is used. */
export async function addCommands(
  context: Context,
  theirs: readonly string[],
  answer: (status: number) => void,
): Promise<Command> {
  const root = tame(new Command("joulemark"), context)
    .description(
      "Performance per watt that people can trust: any command, any power instrument, an uncertainty on every number",
    )
    .version(context.version)
    .enablePositionalOptions()
    .showHelpAfterError("(joulemark --help lists the commands)")
    .showSuggestionAfterError();
  addMeasuring(root, context, { theirs, answer });
  addStreaming(root, context, { answer });
  addRunner(root, context, { theirs, answer });
  addReading(root, context, { answer });
  addSending(root, context, { answer });
  addComparing(root, context);
  addCalibrating(root, context, { answer });
  addCharacterizing(root, context, { answer });
  addInflux(root, context, { answer });
  refuseEmpty(root);
  return root;
}
