import { accessSync, constants } from "node:fs";
import type { Clock } from "../../src/core/clock.js";
import { MeasurementError, systemCode } from "../../src/core/error.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import type { Link } from "../shared/serial/protocol.js";

/** How to become one who may open serial ports; membership counts from the next login on. */
export const JOIN_GROUP = 'sudo usermod --append --groups dialout "$USER", then log in again';

/** An open port. Until it is `attend`ed, what comes is kept for `read`. */
export interface Port extends Link, AsyncDisposable {
  /** From now on bytes are handed over as they come, with the instant of their arrival. */
  attend(take: (bytes: Uint8Array, at: Nanoseconds) => void): void;
  /** Aborted when the port is gone, with an error or without. */
  readonly gone: AbortSignal;
}

/** Where the port is, and how fast. */
export interface Line {
  readonly path: string;
  readonly baudRate: number;
}

/** What was sent and does not leave the computer in this time is given up. */
const LAST_WORDS: Seconds = 0.3;
/** No handshake is longer: a meter that talks without being attended is not collected. */
const MOST_KEPT = 1 << 20;

/** Opens a port for us alone: raw, 8N1, no flow control. Throws UNAVAILABLE or PERMISSION. */
export async function openPort(line: Line, clock: Clock): Promise<Port> {
  checkAccess(line.path);
  // loaded only now: native code, and a dozen modules that no other start-up should pay for
  const { SerialPort } = await import("serialport");
  const port = new SerialPort({ ...line, autoOpen: false, hupcl: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(refusal(line.path, error))));
  });
  // what waited in the system's buffer is old
  await new Promise<void>((resolve) => port.flush(() => resolve()));
  const gone = new AbortController();
  port.on("close", () => gone.abort());
  // a port that was hung up may end without closing
  port.on("end", () => gone.abort());
  port.on("error", () => gone.abort());
  const { take, read, attend } = arrivals(clock, gone.signal);
  port.on("data", (bytes: Buffer) => take(bytes, clock.now()));
  const write = (bytes: Uint8Array) =>
    new Promise<void>((resolve) => {
      // a port that cannot be written to closes itself, which is told by `gone`
      const done = () => {
        gone.signal.removeEventListener("abort", done);
        resolve();
      };
      gone.signal.addEventListener("abort", done);
      port.write(Buffer.from(bytes), done);
    });
  return {
    gone: gone.signal,
    read,
    attend,
    write,
    async [Symbol.asyncDispose]() {
      if (!port.isOpen) return;
      const left = new AbortController();
      port.drain(() => left.abort());
      await clock.until(clock.now() + nanoseconds(LAST_WORDS), AbortSignal.any([left.signal, gone.signal]));
      if (!port.isOpen) return;
      // what cannot be sent would keep the port from closing
      if (!left.signal.aborted) await new Promise<void>((resolve) => port.flush(() => resolve()));
      await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  };
}

/** Bytes that came, for whoever reads them. */
function arrivals(clock: Clock, gone: AbortSignal) {
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let wake = () => {};
  const keep = (bytes: Uint8Array) => {
    if (keptBytes > MOST_KEPT) return;
    kept.push(bytes);
    keptBytes += bytes.length;
    wake();
  };
  const handler: { take: (bytes: Uint8Array, at: Nanoseconds) => void } = { take: keep };
  return {
    take: (bytes: Uint8Array, at: Nanoseconds) => handler.take(bytes, at),
    attend(take: (bytes: Uint8Array, at: Nanoseconds) => void) {
      handler.take = take;
      kept = [];
    },
    async read(patience: Seconds): Promise<Uint8Array | undefined> {
      if (kept.length === 0) {
        const woken = new AbortController();
        wake = () => woken.abort();
        await clock.until(clock.now() + nanoseconds(patience), AbortSignal.any([woken.signal, gone]));
      }
      const bytes = kept.length === 0 ? undefined : Buffer.concat(kept);
      kept = [];
      keptBytes = 0;
      return bytes;
    },
  };
}

/** The system's own words for why a port cannot be opened come without a code: what can be told before is told before. */
function checkAccess(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    const code = systemCode(error);
    if (code === "EACCES" || code === "EPERM")
      throw new MeasurementError("PERMISSION", `Serial port ${path} may not be opened by this user`, JOIN_GROUP, {
        cause: error,
      });
    throw new MeasurementError(
      "UNAVAILABLE",
      `There is no serial port ${path}`,
      "Plug the meter in, and see `joulemark probes` for the ports there are",
      { cause: error },
    );
  }
}

function refusal(path: string, cause: Error): MeasurementError {
  const { message } = cause;
  if (/lock|busy|temporarily unavailable/i.test(message))
    return new MeasurementError(
      "UNAVAILABLE",
      `Serial port ${path} is in use by another program`,
      `See which one with: fuser --verbose ${path}; end it, and try again`,
      { cause },
    );
  if (/permission|access denied/i.test(message))
    return new MeasurementError("PERMISSION", `Serial port ${path} may not be opened by this user`, JOIN_GROUP, {
      cause,
    });
  return new MeasurementError(
    "UNAVAILABLE",
    `Serial port ${path} cannot be opened: ${message.replace(/^Error:?\s*/, "")}`,
    "See that it is a serial port, that baudRate is one it has, and the kernel's log (`dmesg | tail`)",
    { cause },
  );
}
