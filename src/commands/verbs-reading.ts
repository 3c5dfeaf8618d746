import type { Command } from "commander";
import type { Context } from "./context.js";
import { type ResultFlags, resultFiles } from "./result-flags.js";
import { resultOptions, verb } from "./verb.js";

/** Verbs that sample nothing: probes, report, runs, export, schema, completion. */
export function addReading(root: Command, context: Context): void {
  addProbes(root, context);
  addReport(root, context);
  addRuns(root, context);
  addExport(root, context);
  addSchema(root, context);
  addCompletion(root, context);
}

function addProbes(root: Command, context: Context): void {
  verb(root, "probes", "what instruments are here, what is missing, and how to get access", [
    "joulemark probes",
    "joulemark probes --json",
  ])
    .option("--json", "as JSON")
    .option("--sysroot <folder>", "look below this folder")
    .action(async ({ json, sysroot }: { json?: boolean; sysroot?: string }) => {
      const { probes } = await import("./probes.js");
      await probes({ json: json ?? false, root: sysroot ?? "/" }, context);
    });
}

function addReport(root: Command, context: Context): void {
  const command = verb(root, "report [run...]", "the result of a recording again: the last one, or those named", [
    "joulemark report",
    "joulemark report ./my-run --json -",
  ]);
  resultOptions(command)
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .action(async (words: string[], flags: ResultFlags & { out?: string }) => {
      const { report } = await import("./report.js");
      const results = resultFiles(flags);
      const table = results.some(({ path }) => path === "-") ? "none" : "stdout";
      report(words, { results, table, out: flags.out }, context);
    });
}
