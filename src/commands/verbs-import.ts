import type { Command } from "commander";
import type { CalibrationFlags } from "./calibration.js";
import type { Context } from "./context.js";
import { type ResultFlags, resultFiles } from "./result-flags.js";
import { calibrationOptions, resultOptions, verb } from "./verb.js";

interface ImportFlags extends ResultFlags, CalibrationFlags {
  readonly out?: string;
  readonly name?: string;
  readonly quiet?: boolean;
}

/** The verb that reads other tools' recordings. */
export function addImport(root: Command, context: Context): void {
  const command = verb(root, "import <format> <file...>", "make a recording of another tool's file, and report it", [
    "joulemark import csv:time=t,timeUnit=s,rails.box.point=wall,rails.box.power=w,rails.box.accuracyPercent=1 meter.csv",
    "joulemark import mlperf results/resnet50/Offline",
  ]);
  command.addHelpText(
    "after",
    `\nFormats: ${Object.keys(context.formats).join(", ")}\n\`joulemark schema format/NAME\` has the settings of each.\n`,
  );
  calibrationOptions(resultOptions(command))
    .option("--out <folder>", "where the recording's folder is made (default: the user's data folder)")
    .option("--name <name>", "a name to find the recording by")
    .option("-q, --quiet", "no table")
    .action(async (format: string, files: string[], { out, name, quiet, ...flags }: ImportFlags) => {
      const [{ importFiles }, { readCalibration }] = await Promise.all([
        import("./import.js"),
        import("./calibration.js"),
      ]);
      const calibration = await readCalibration(flags, undefined, context);
      const { budget } = flags;
      const results = resultFiles(flags);
      await importFiles({ format, files, out, name, quiet: quiet ?? false, results, calibration, budget }, context);
    });
}
