import { accessSync, constants, readSync } from "node:fs";
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
  /** Raises or lowers one of its lines; the other stays up, as it is from opening on. Rejects where there is none. */
  set(line: "dtr" | "rts", up: boolean): Promise<void>;
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

/** A stream of pieces closer than this is read this often instead: each read costs as much as parsing many lines. */
const PAUSE: Seconds = 0.002;
/** A read that brought so much nearly filled the system's buffer (4 KiB): no pause after that. */
const NEARLY_FULL = 4000;
const READ_BYTES = 1 << 16;

/** Opens a port for us alone: raw, 8N1, no flow control. Throws UNAVAILABLE or PERMISSION. */
export async function openPort(line: Line, clock: Clock): Promise<Port> {
  checkAccess(line.path);
  const port = await openRaw(line);
  // what waited in the system's buffer is old
  await quietly(port.flush());
  const gone = new AbortController();
  const { take, read, attend } = arrivals(clock, gone.signal);
  const reading = readAll(port, { clock, take }).finally(() => gone.abort());
  let closed: Promise<void> | undefined;
  return {
    gone: gone.signal,
    read,
    attend,
    set: (line, up) => port.set({ brk: false, cts: false, dsr: false, dtr: true, rts: true, [line]: up }),
    // a port that cannot be written to is gone, which reading it shows
    write: (bytes) => quietly(port.write(Buffer.from(bytes))),
    [Symbol.asyncDispose]: () => (closed ??= close(port, { clock, reading })),
  };
}

type RawPort = Awaited<ReturnType<typeof openRaw>>;

/**
 * Loaded only now: native code, and a dozen modules that no other start-up should pay for. Its stream is left out: it reads
 * every piece as it comes, on a thread, which at 20,000 lines a second doubles what all of it costs.
 */
async function openRaw({ path, baudRate }: Line) {
  const { SerialPort } = await import("serialport");
  // hanging up would reset many a board at the next start
  return SerialPort.binding.open({ path, baudRate, hupcl: false }).catch((error: unknown) => {
    throw refusal(path, error instanceof Error ? error : new Error(String(error)));
  });
}

interface Reading {
  readonly clock: Clock;
  readonly take: (bytes: Uint8Array, at: Nanoseconds) => void;
}

/** Hands over what comes until the port is closed or gone. */
async function readAll(port: RawPort, { clock, take }: Reading): Promise<void> {
  let last = clock.now();
  const buffer = Buffer.alloc(READ_BYTES);
  let dense = false;
  while (port.isOpen) {
    const bytesRead: number = (dense && readNow(port, buffer)) || (await readNext(port, buffer));
    if (bytesRead === 0) return;
    const at = clock.now();
    take(Uint8Array.prototype.slice.call(buffer, 0, bytesRead), at);
    dense = at - last < nanoseconds(2 * PAUSE) && bytesRead < NEARLY_FULL;
    last = at;
    if (dense) await clock.until(at + nanoseconds(PAUSE));
  }
}

/** Waits for bytes on a thread; 0 when the port is gone. */
const readNext = (port: RawPort, buffer: Buffer): Promise<number> =>
  port.read(buffer, 0, READ_BYTES).then(
    ({ bytesRead }) => bytesRead,
    () => 0,
  );

/** What is there already, read without waking a thread, which costs more than the reading; 0 when nothing is. */
function readNow(port: RawPort, buffer: Buffer): number {
  try {
    return "fd" in port && typeof port.fd === "number" ? readSync(port.fd, buffer, 0, READ_BYTES, null) : 0;
  } catch {
    // nothing yet, or a failure: which of them it is, waiting will tell
    return 0;
  }
}

/** Sends what is still to be sent, for a while, and closes. */
async function close(
  port: RawPort,
  { clock, reading }: { readonly clock: Clock; readonly reading: Promise<void> },
): Promise<void> {
  if (!port.isOpen) return;
  const left = new AbortController();
  void quietly(port.drain()).finally(() => left.abort());
  await clock.until(clock.now() + nanoseconds(LAST_WORDS), left.signal);
  // what cannot be sent would keep the port from closing
  if (!left.signal.aborted) await quietly(port.flush());
  await quietly(port.close());
  await reading;
}

/** A failure of a port that is going away is no news. */
const quietly = (doing: Promise<void>): Promise<void> => doing.catch(() => undefined);

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
  if (/inappropriate ioctl/i.test(message))
    return new MeasurementError(
      "UNAVAILABLE",
      `${path} is no serial port`,
      "See `joulemark probes` for the ports there are",
      {
        cause,
      },
    );
  return new MeasurementError(
    "UNAVAILABLE",
    `Serial port ${path} cannot be opened: ${message.replace(/^Error:?\s*/, "")}`,
    "See that it is a serial port, that baudRate is one it has, and the kernel's log (`dmesg | tail`)",
    { cause },
  );
}
