import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";
import { MeasurementError, systemCode } from "../core/error.js";
import type { Mark } from "../core/mark.js";
import { type Nanoseconds, nanoseconds } from "../core/units.js";
import { formatMarkLine, isMarkName, MARKS_VARIABLE, type MarkStamp } from "../wrap/mark-line.js";
import type { Context } from "./context.js";

/** From the shell's exec to Node's first instant: 1.5 to 2.1 ms seen. */
const START_WITHIN_NS: Nanoseconds = 3_000_000n;
/** From our write to the shell's next step: 3 to 6 ms seen, which Node needs to end. */
const EXIT_WITHIN_NS: Nanoseconds = 8_000_000n;

/** What a mark needs to know. */
export interface MarkContext extends Pick<Context, "env" | "clock"> {
  /** Seconds since this process began. */
  readonly uptime?: () => number;
}

/**
 * `joulemark mark begin|end NAME`: writes one line to the FIFO of the run around us.
 * A phase ends when this process starts and begins when it is done, so that its own cost lies outside of the phase.
 * CONFIG for wrong words or outside of a run, UNAVAILABLE when the run is over.
 */
export function mark(kind: string, name: string, { env, clock, uptime = process.uptime }: MarkContext): void {
  const startedAt = clock.now() - nanoseconds(uptime());
  const path = env[MARKS_VARIABLE];
  const word = parseKind(kind);
  const trimmed = name.trim();
  if (!isMarkName(trimmed))
    throw wrong(`${JSON.stringify(name)} cannot name a mark`, "Use 1 to 200 printable characters");
  if (!path)
    throw wrong(`${MARKS_VARIABLE} is not set: there is no run around this`, "Mark inside a run: joulemark run -- CMD");
  const fd = openFifo(path);
  try {
    const stamp: MarkStamp =
      word === "end" ? { at: startedAt, withinNs: START_WITHIN_NS } : { at: clock.now(), withinNs: EXIT_WITHIN_NS };
    writeSync(fd, formatMarkLine({ kind: word, name: trimmed, source: "cli", stamp }));
  } catch (cause) {
    throw ended(path, cause);
  } finally {
    closeSync(fd);
  }
}

const wrong = (message: string, remedy: string) => new MeasurementError("CONFIG", message, remedy);

const ended = (path: string, cause: unknown) =>
  new MeasurementError(
    "UNAVAILABLE",
    `No run listens at ${path} (${MARKS_VARIABLE}): ${systemCode(cause) ?? cause}`,
    "Mark only while the joulemark run that started this is going on",
    { cause },
  );

function parseKind(kind: string): Mark["kind"] {
  if (kind === "begin" || kind === "end") return kind;
  throw wrong(`${JSON.stringify(kind)} is neither begin nor end`, "Write: joulemark mark begin NAME");
}

/** Without waiting for a reader: a run that is over must not hold its script. */
function openFifo(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw ended(path, cause);
  }
  if (fstatSync(fd).isFIFO()) return fd;
  closeSync(fd);
  throw wrong(`${path} (${MARKS_VARIABLE}) is not a FIFO`, `Leave ${MARKS_VARIABLE} as joulemark run sets it`);
}
