import type { Command } from "commander";
import type { CompareFlags } from "./compare.js";
import type { Context } from "./context.js";
import { calibrationOptions, verb } from "./verb.js";

/** The verb that puts results side by side. */
export function addComparing(root: Command, context: Context): void {
  const command = verb(root, "compare [run]", "one run under two calibrations side by side, with their ratio", [
    "joulemark compare --calibration none --calibration whitepaper-2015",
    "joulemark compare my-run --calibration my-board.yaml --json -",
  ]);
  calibrationOptions(command)
    .option("--json <file>", "write the comparison as JSON; - is stdout")
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .action(async (run: string | undefined, flags: CompareFlags) => {
      const { compare } = await import("./compare.js");
      await compare(run, flags, context);
    });
}
