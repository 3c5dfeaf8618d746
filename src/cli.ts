#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { registry } from "../probes/index.js";
import type { Context } from "./commands/context.js";
import { program } from "./commands/program.js";
import { hostClock } from "./core/clock.js";
import { asMeasurementError, exitCodes, type MeasurementError, systemCode } from "./core/error.js";

const context: Context = {
  registry,
  env: process.env,
  cwd: process.cwd(),
  clock: hostClock,
  stdout: process.stdout,
  stderr: process.stderr,
  version: process.env["JOULEMARK_VERSION"] ?? packageVersion(),
};

/** Only for the sources run unbuilt; the build writes the version into the program. */
function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return String(JSON.parse(text).version);
}

function explain(error: MeasurementError): void {
  context.stderr.write(`joulemark: ${error.message}\n`);
  if (error.remedy !== "") context.stderr.write(`  -> ${error.remedy}\n`);
  if (error.code === "INTERNAL" && error.cause instanceof Error) context.stderr.write(`${error.cause.stack}\n`);
}

// A reader that leaves early (`joulemark report | head`) is no fault of anybody's.
process.stdout.on("error", (error) => {
  if (systemCode(error) !== "EPIPE") throw error;
});

try {
  process.exitCode = await program(process.argv.slice(2), context);
} catch (thrown) {
  const error = asMeasurementError(thrown);
  explain(error);
  process.exitCode = exitCodes[error.code];
}
