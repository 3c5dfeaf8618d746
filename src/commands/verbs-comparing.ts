import type { Command } from "commander";
import type { CompareFlags } from "./compare.js";
import type { Context } from "./context.js";
import { calibrationOptions, collect, verb } from "./verb.js";

/** The verb that puts results side by side. */
export function addComparing(root: Command, context: Context): void {
  const command = verb(
    root,
    "compare [run...]",
    "several runs held against the first: which is better, by how much, or that they cannot tell; or one run under two calibrations",
    ["joulemark compare before after", "joulemark compare my-run --calibration none --calibration whitepaper-2015"],
  );
  calibrationOptions(command)
    .option("--json <file>", "write the comparison as JSON; - is stdout")
    .option("--csv <file>", "of several runs: write it as CSV; - is stdout")
    .option("--markdown <file>", "of several runs: write it as Markdown; - is stdout")
    .option(
      "--although <what>",
      "of several runs: compare them although they differ in this (network, batch, precision, input, calibration), or one is invalid (repeatable)",
      collect,
    )
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .action(async (runs: readonly string[], flags: CompareFlags) => {
      const { compare } = await import("./compare.js");
      await compare(runs, flags, context);
    });
}
