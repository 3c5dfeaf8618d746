/** What the library's return codes mean (devices.md B5), as the reasons of gaps; the same words as the tool's cells have. */
const words: Readonly<Record<number, string>> = {
  1: "uninitialized",
  2: "invalid-argument",
  3: "not-supported",
  4: "no-permission",
  6: "not-found",
  7: "insufficient-size",
  8: "power-cable",
  9: "driver-not-loaded",
  10: "timeout",
  11: "interrupt",
  12: "library-not-found",
  13: "function-not-found",
  14: "corrupted-inforom",
  15: "gpu-lost",
  16: "gpu-requires-reset",
  17: "operating-system",
  18: "version-mismatch",
  19: "in-use",
  20: "memory",
  21: "no-data",
  23: "insufficient-resources",
  25: "argument-version",
  26: "deprecated",
  27: "not-ready",
  28: "gpu-not-found",
  29: "invalid-state",
  999: "unknown-error",
};

/** The word for a return code that is not 0. */
export const wordOfCode = (code: number): string => words[code] ?? `error-${code}`;

/** A library without the function that was asked for; also the code for that. */
export const FUNCTION_NOT_FOUND = 13;
/** What the driver's buffer answers when no sample is new: one by its documentation, one seen. */
export const noneNew: ReadonlySet<number> = new Set([6, 21]);
/** Nobody has written an answer: what a place for a return code is filled with before a call. */
export const UNKNOWN = 999;

/** A GPU that answers with one of these does not come back before it is reset, or the computer is started again. */
export const lostWords: ReadonlySet<string> = new Set(["gpu-lost", "gpu-requires-reset", "not-found", "gpu-not-found"]);
