import { type Command, Option } from "commander";
import type { CalibrationFlags } from "./calibration.js";
import type { Context } from "./context.js";
import { type ResultFlags, resultFiles } from "./result-flags.js";
import { calibrationOptions, collect, resultOptions, verb } from "./verb.js";
import { addImport } from "./verbs-import.js";
import { addRuns } from "./verbs-runs.js";
import { addWords } from "./verbs-words.js";

type Answer = (status: number) => void;

/** Verbs that sample nothing: probes, report, import, runs, export, schema, completion. */
export function addReading(root: Command, context: Context, { answer }: { readonly answer: Answer }): void {
  addProbes(root, context);
  addReport(root, context, answer);
  addImport(root, context);
  addRuns(root, context);
  addExport(root, context);
  addWords(root, context);
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

interface ReportFlags extends ResultFlags, CalibrationFlags {
  readonly out?: string;
  readonly fromInflux?: string;
  readonly host?: string;
  readonly run?: string;
  readonly hosts?: string;
}

function addReport(root: Command, context: Context, answer: Answer): void {
  const command = verb(root, "report [run...]", "the result of a recording again: the last one, or those named", [
    "joulemark report",
    "joulemark report ./my-run --json -",
  ]);
  calibrationOptions(resultOptions(command))
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .option("--from-influx <url>", "of a recording that a database holds, e.g. http://localhost:8086/power")
    .option("--host <name>", "with --from-influx: of this host, where several share the run's id")
    .option("--run <id>", "with --from-influx: all hosts that gave this --run-id, each by itself and together")
    .option("--hosts <names>", "with --run: the hosts that should be there, with commas: those that are not are named")
    .action(async (words: string[], flags: ReportFlags) => {
      const [{ report }, { readCalibration }] = await Promise.all([import("./report.js"), import("./calibration.js")]);
      const calibration = await readCalibration(flags, undefined, context);
      const results = resultFiles(flags);
      const table = results.some(({ path }) => path === "-") ? "none" : "stdout";
      const options = { ...flags, results, table, calibration } as const;
      if ([flags.fromInflux, flags.host, flags.run, flags.hosts].every((flag) => flag === undefined))
        return report(words, options, context);
      const { fromDatabase } = await import("./influx/report-from-influx.js");
      answer(await fromDatabase(words, { flags, options, context }));
    });
}

interface ExportFlags {
  readonly format: string;
  readonly to?: string;
  readonly probe?: readonly string[];
  readonly out?: string;
}

function addExport(root: Command, context: Context): void {
  verb(root, "export [run]", "the samples of a recording for other programs: one file per probe", [
    "joulemark export --format parquet --to samples/",
    "joulemark export --format csv --to - | head",
  ])
    .addOption(new Option("--format <name>", "file format").choices(["parquet", "csv"]).default("parquet"))
    .option("--to <folder>", "where the files go; - writes CSV of a single probe to stdout (default: ./RUN-FORMAT)")
    .option("-p, --probe <name>", "only this probe (repeatable)", collect)
    .option("--out <folder>", "where recordings are looked for (default: the user's data folder)")
    .action(async (run: string | undefined, { format, to, probe, out }: ExportFlags) => {
      const { exportRecording } = await import("./export.js");
      const files = await exportRecording(
        { run, out, to, probes: probe, format: format === "csv" ? "csv" : "parquet" },
        context,
      );
      if (to !== "-") for (const file of files) context.stdout.write(`${file}\n`);
    });
}
