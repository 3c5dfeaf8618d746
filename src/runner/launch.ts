import type { Readable } from "node:stream";
import type { Clock } from "../core/clock.js";
import { MeasurementError, systemCode } from "../core/error.js";
import type { Exit } from "../core/recording.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../core/units.js";
import { passChatter } from "./chatter.js";
import { type EventReceiver, eventReader } from "./read-events.js";

/** How the runner ended. */
export interface RunnerEnd {
  readonly exit: Exit;
  readonly at: Nanoseconds;
  /** Lines on descriptor 3 that were no events, and why the first was none. */
  readonly foreign: number;
  readonly firstForeign: string | undefined;
}

/** A runner that runs. */
export interface RunningRunner {
  readonly ended: Promise<RunnerEnd>;
  /** Lets it begin its passes. */
  begin(): void;
  /** Asks it to stop, and ends it when it does not within a second. */
  stop(): void;
}

/** What starting it needs. */
export interface LaunchOptions extends EventReceiver {
  readonly clock: Clock;
  readonly file: string;
  readonly args: readonly string[];
  /** What it and its libraries print. */
  readonly print: (text: string) => unknown;
}

/** It stops within a second, or is stopped. */
const STOP_GRACE: Seconds = 1.5;
/** After its last event it frees its memory and ends. */
const END_GRACE: Seconds = 10;

/**
 * Starts the runner: descriptor 3 carries its events, standard input our one command, and what libraries print goes to
 * `print`, for standard output may be a result's. It ends with us: its input closes and its parent dies.
 */
export async function launchRunner({ clock, file, args, print, ...receiver }: LaunchOptions): Promise<RunningRunner> {
  const { execa } = await import("execa");
  const child = execa(file, ["run", ...args, "--event-fd", "3"], {
    stdio: ["pipe", 2, "pipe", "pipe"],
    reject: false,
    buffer: false,
    cleanup: false, // its input closes with us, and signals are ours to pass on
  });
  if (child.pid === undefined) throw cannotStart(file, (await child).cause);
  const exited = new Promise<Pick<RunnerEnd, "exit" | "at">>((done) => {
    child.once("exit", (code, signal) => done({ exit: { code, signal }, at: clock.now() }));
  });
  const reader = eventReader(receiver);
  const closed = readAll(child.stdio[3] as unknown as Readable, (bytes) => reader.push(bytes));
  if (child.stderr !== null) passChatter(child.stderr, print);
  // It may be gone before it is told.
  child.stdin.on("error", () => undefined);
  const over = new AbortController();
  const endWithin = async (grace: Seconds) => {
    child.stdin.end();
    await clock.until(clock.now() + nanoseconds(grace), over.signal);
    if (!over.signal.aborted) child.kill("SIGKILL");
  };
  // One that closes its events and lives on has nothing more to say.
  void closed.then(() => endWithin(END_GRACE));
  return {
    begin: () => void child.stdin.write('{"cmd":"start"}\n'),
    stop: () => {
      child.kill("SIGTERM");
      void endWithin(STOP_GRACE);
    },
    ended: exited.then(async (end) => {
      over.abort();
      // A process of its own could hold descriptor 3 open for ever.
      await Promise.race([closed, clock.until(clock.now() + nanoseconds(STOP_GRACE))]);
      reader.end();
      return { ...end, foreign: reader.foreign, firstForeign: reader.firstForeign };
    }),
  };
}

/** Reads a stream to its end, whichever it has. */
const readAll = (from: Readable, onBytes: (bytes: Buffer) => void): Promise<void> =>
  new Promise((done) => {
    from.on("data", onBytes);
    from.once("close", done);
    from.once("error", () => done());
  });

/** The failure of a runner that could not be executed. */
export const cannotStart = (file: string, cause: unknown): MeasurementError =>
  new MeasurementError(
    "RUNNER_FAILED",
    `Cannot start the native runner ${file}: ${systemCode(cause) ?? String(cause)}`,
    "Build it on this machine: `npm run build:runner`",
    { cause },
  );
