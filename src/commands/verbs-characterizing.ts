import type { Command } from "commander";
import type { CharacterizeFlags } from "./characterize/flags.js";
import type { Context } from "./context.js";
import { verb } from "./verb.js";
import type { Line } from "./verbs-measuring.js";

/** `characterize`: what a sensor is, found out. */
export function addCharacterizing(root: Command, context: Context, { answer }: Pick<Line, "answer">): void {
  verb(
    root,
    "characterize [probe]",
    "find out what the sensors of a probe are: update period, window, delay, lag, resolution, noise; kept, and used by run",
    ["joulemark characterize meter", "joulemark characterize meter --load './my-load --batch 8'"],
  )
    .option(
      "--load <command>",
      "what makes the load: cpu is built in, none; a command is stopped and continued (default: cpu)",
    )
    .option("--duration <seconds>", "how long to watch without load first (default 6)")
    .option("--rate <hertz>", "polls a second (default: 8.6 in each period that the instrument is said to have)")
    .option("--from <run>", "from a recording, whose load is marked")
    .option("--marks <name>", "with --from: the marks that are around the load (default: load)")
    .option("--no-store", "show it, and keep nothing")
    .option("--json <file>", "everything as JSON; - is stdout")
    .option("--recordings <folder>", "where recordings are looked for and made (default: the user's data folder)")
    .option("--sysroot <folder>", "look for instruments below this folder")
    .option("-q, --quiet", "no table, no progress")
    .action(async (probe: string | undefined, flags: CharacterizeFlags) => {
      const [{ characterize }, { characterizeRequest }] = await Promise.all([
        import("./characterize/characterize.js"),
        import("./characterize/flags.js"),
      ]);
      answer(await characterize(characterizeRequest(probe, flags, context), context));
    });
}
