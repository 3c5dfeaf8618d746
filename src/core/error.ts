/**
 * What went wrong, as a stable word that scripts and tests may match.
 * `exitCodes` says which of ours ends the program with which status.
 */
export type ErrorCode =
  | "CONFIG" // the user's words: option, file, key
  | "UNKNOWN_NAME" // a probe, run, rail, curve or format that does not exist
  | "UNAVAILABLE" // the instrument is not here
  | "PERMISSION" // it is here and may not be read
  | "PROBE_DIED" // it was read and stopped answering for good
  | "POINT_MISMATCH" // numbers taken at different points of the power distribution network were to be combined
  | "INCOMPARABLE" // two runs differ in more than what is compared
  | "CANNOT_ALIGN" // two recordings of one load show no lag that could be trusted
  | "NO_DATA" // nothing to report on
  | "CALIBRATION" // what was measured does not make a calibration
  | "RECORDING" // a recording is damaged or is not one
  | "DISK" // it could not be written: full, read-only, no permission
  | "TARGET_EMPTIED" // a database that samples were sent to has lost what it had
  | "RUNNER_MISSING" // the native runner is not built, or is none
  | "RUNNER_FAILED" // it runs, and said or showed that it cannot go on
  | "COMMAND_NOT_FOUND" // the command to measure does not exist
  | "COMMAND_NOT_EXECUTABLE" // it exists and may not be executed
  | "INTERNAL"; // our own fault

/**
 * The exit status of each failure. 120 to 124 are ours, so that they are not taken for the child's;
 * 126 and 127 are what a shell answers for a command that cannot be executed or found.
 */
export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  CONFIG: 120,
  UNKNOWN_NAME: 120,
  UNAVAILABLE: 121,
  PERMISSION: 121,
  PROBE_DIED: 121,
  RUNNER_MISSING: 121,
  RUNNER_FAILED: 121,
  POINT_MISMATCH: 122,
  INCOMPARABLE: 122,
  CANNOT_ALIGN: 122,
  NO_DATA: 122,
  CALIBRATION: 122,
  RECORDING: 122,
  TARGET_EMPTIED: 121,
  DISK: 123,
  INTERNAL: 124,
  COMMAND_NOT_EXECUTABLE: 126,
  COMMAND_NOT_FOUND: 127,
};

/** A failure with a code, what happened (`message`), and the next action (`remedy`). */
export class MeasurementError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MeasurementError";
    this.code = code;
    this.remedy = remedy;
  }
}

/** Any thrown value as a MeasurementError; what we did not foresee becomes INTERNAL and keeps its cause. */
export function asMeasurementError(thrown: unknown): MeasurementError {
  if (thrown instanceof MeasurementError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new MeasurementError(
    "INTERNAL",
    message,
    "This is a fault in joulemark: please report it with the command you ran",
    {
      cause: thrown,
    },
  );
}

/** The system error code (`ENOENT`, `EACCES`, ...) of a thrown value, if it has one. */
export function systemCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}
