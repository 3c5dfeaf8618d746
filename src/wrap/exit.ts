import { constants } from "node:os";
import type { Exit } from "../core/recording.js";

const SIGNALLED = 128;

/**
 * The status a shell reports for a command that ended so: its code, or 128 + the signal's number.
 * Node cannot see death by a realtime signal and reports code 0 for it.
 */
export function exitStatus({ code, signal }: Exit): number {
  if (code !== null) return code;
  const known = Object.entries(constants.signals).find(([name]) => name === signal);
  return SIGNALLED + (known?.[1] ?? 0);
}
