#!/usr/bin/env -S node --single-threaded-gc --no-memory-reducer
// The flags keep the engine's helper threads and its collections for thrift's sake off the processors that are measured:
// a fifth less CPU at 1000 samples/s. They are safe at the start of a process only.
import { readFileSync } from "node:fs";
import { formats } from "../probes/formats/index.js";
import { registry } from "../probes/index.js";
import type { Context } from "./commands/context.js";
import { ranked } from "./commands/journal.js";
import { program } from "./commands/program.js";
import { hostClock } from "./core/clock.js";
import { asMeasurementError, exitCodes, MeasurementError, systemCode } from "./core/error.js";
import { clean } from "./report/text.js";

const contextHere = (): Context => ({
  registry,
  formats,
  env: process.env,
  get cwd() {
    return workingFolder();
  },
  clock: hostClock,
  stdout: process.stdout,
  stderr: process.stderr,
  version: process.env["JOULEMARK_VERSION"] ?? packageVersion(),
});

/** Throws CONFIG when somebody removed it. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const remedy = "Go to one that exists (cd), and begin again";
    throw new MeasurementError("CONFIG", "The folder this was started in is not there any more", remedy, { cause });
  }
}

/** Only for the sources run unbuilt; the build writes the version into the program. */
function packageVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return String(JSON.parse(text).version);
}

/** Both may quote a damaged file, and a remedy may have several lines. */
const shown = (text: string): string => text.split("\n").map(clean).join("\n");

function explain(error: MeasurementError): void {
  const lines = [`joulemark: ${shown(error.message)}`];
  if (error.remedy !== "") lines.push(`  -> ${shown(error.remedy)}`);
  if (error.code === "INTERNAL" && error.cause instanceof Error) lines.push(`${error.cause.stack}`);
  process.stderr.write(ranked("error", lines.join("\n"), process.env));
}

let lost: number | undefined;

// A reader that leaves early (`joulemark report | head`) is no fault of anybody's; anything else is said, once.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (cause) => {
    if (systemCode(cause) === "EPIPE" || lost !== undefined) return;
    lost = exitCodes.DISK;
    process.exitCode = lost;
    const name = stream === process.stdout ? "standard output" : "standard error";
    explain(new MeasurementError("DISK", `Cannot write to ${name}: ${cause.message}`, "Send it elsewhere", { cause }));
  });

try {
  const status = await program(process.argv.slice(2), contextHere());
  process.exitCode = lost ?? status;
} catch (thrown) {
  const error = asMeasurementError(thrown);
  explain(error);
  process.exitCode = exitCodes[error.code];
}
