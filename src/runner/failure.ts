import { type ErrorCode, MeasurementError } from "../core/error.js";
import type { Exit } from "../core/recording.js";
import type { RunnerError } from "./protocol.js";

/** What the runner's exit statuses mean to us; every other one is a failure of the runner (runner/PROTOCOL.md). */
const codes: Readonly<Record<number, ErrorCode>> = { 64: "CONFIG", 69: "UNAVAILABLE", 71: "UNAVAILABLE" };

/** What the runner said of its failure, in its own words, with its code. */
export const saidFailure = ({ code, detail, remedy, exit }: RunnerError): MeasurementError =>
  new MeasurementError(codes[exit] ?? "RUNNER_FAILED", code === "usage" ? detail : `${detail} (${code})`, remedy);

/** What it says and what we understand do not go together. */
export const notUnderstood = (why: string): MeasurementError =>
  new MeasurementError(
    "RUNNER_FAILED",
    `The native runner cannot be understood: ${why}`,
    "Build the runner that belongs to this version: `npm run build:runner`",
  );

/** It ended without its last event, or badly after it. */
export function diedFailure({ code, signal }: Exit, saidDone: boolean): MeasurementError {
  const how = signal === null ? `ended with status ${code}` : `was ended by ${signal}`;
  const what = `The native runner ${how} ${saidDone ? "after it said that it was done" : "before it was done"}, and did not say why`;
  return new MeasurementError("RUNNER_FAILED", what, remedyFor({ code, signal }));
}

/** It was stopped, and not by us. */
export const stoppedFailure = (): MeasurementError =>
  new MeasurementError(
    "RUNNER_FAILED",
    "The native runner was stopped by somebody else before its time was over",
    "Measure again, and leave it to joulemark to stop it",
  );

function remedyFor({ code, signal }: Exit): string {
  if (signal === "SIGKILL")
    return "The kernel may have been short of memory (`dmesg`): use a smaller --batch; or somebody ended it";
  // What is no program of this machine is taken for a shell's script.
  if (code === 126 || code === 127) return "Build it on this machine: `npm run build:runner`";
  return "See what it and its libraries printed; report it with what `joulemark runner info` says";
}
