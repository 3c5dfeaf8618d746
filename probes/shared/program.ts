import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import type { Clock } from "../../src/core/clock.js";
import { splitLines } from "../../src/core/lines.js";
import type { Host } from "../../src/core/probe.js";
import type { Nanoseconds, Seconds } from "../../src/core/units.js";
import { nanoseconds } from "../../src/core/units.js";

/** A program that an instrument is read through. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** It ends when its input does, and first prints what it holds back: a program of our own. */
  readonly endsWithInput?: true;
}

/** Lines that came in one piece, and when. */
export interface Arrival {
  readonly at: Nanoseconds;
  readonly lines: readonly string[];
}

/** How a program ended: by itself (`code` or `signal`), or because it said nothing for too long. */
export interface Ended {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  readonly silent: boolean;
  /** The end of what it printed to standard error. */
  readonly said: string;
}

/** No instrument's line is longer; the rest of one that is does not fill the memory. */
const LONGEST_LINE = 1 << 16;
/** A program asked to stop gets this long before it is killed: some have registers to put back. */
const GRACE: Seconds = 0.3;
/** A killed program is gone by then, unless the kernel waits for a device that does not answer. */
const LAST_GRACE: Seconds = 3;
/** Enough of standard error to hold the reason. */
const SAID = 4096;

const administrators = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** Where `name` is: on the PATH of this computer, or in the usual folders below another root. */
export function findProgram(root: string, name: string): string | undefined {
  const path = root === "/" ? (process.env["PATH"] ?? "") : "/usr/local/bin:/usr/bin:/bin";
  // programs for administrators are not on everybody's PATH, and some of them run for everybody
  const places = [...path.split(root === "/" ? delimiter : ":"), ...administrators].filter((folder) => folder !== "");
  return places.map((folder) => join(root, folder, name)).find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** In English, with wall-clock times in UTC, out of reach of the terminal's Ctrl-C: it ends when sampling ends. */
const launch = ({ file, args, endsWithInput }: Program) =>
  execa(file, args, {
    buffer: false,
    reject: false,
    stdin: endsWithInput ? "pipe" : "ignore",
    detached: true,
    env: { LC_ALL: "C", TZ: "UTC" },
  });

/** What a program printed, all of it, and how it ended; it is stopped after `limit`, or when the user asks to end. */
export async function runToEnd(
  program: Program,
  { clock, interrupted, limit }: Pick<Host, "clock" | "interrupted"> & { readonly limit: Seconds },
): Promise<Ended & { readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const stream = linesOf(program, { clock, silence: limit }, interrupted ?? new AbortController().signal);
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return { ...value, lines };
    lines.push(...value.lines);
  }
}

/** How long a program may say nothing before it counts as hanging. */
export interface Watch {
  readonly clock: Clock;
  readonly silence: Seconds;
  /** The same until its first line, where beginning takes longer. */
  readonly startUp?: Seconds;
}

/**
 * Runs a program and hands out its lines as they come, until it ends, falls silent or `signal` aborts; of one that ends
 * with its input also what it then still says. A last line without an end is left out.
 */
export async function* linesOf(
  program: Program,
  { clock, silence, startUp = silence }: Watch,
  signal: AbortSignal,
): AsyncGenerator<Arrival, Ended> {
  const child = launch(program);
  const arrivals: Arrival[] = [];
  let wake = (): void => undefined;
  let said = "";
  let ended: Ended | undefined;
  let lines: string[] = [];
  const splitter = splitLines(LONGEST_LINE, (line) => lines.push(line));
  child.stdout.on("data", (bytes: Buffer) => {
    const at = clock.now();
    splitter.push(bytes);
    if (lines.length > 0) arrivals.push({ at, lines });
    heard ||= lines.length > 0;
    lines = [];
    wake();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    said = (said + bytes.toString("utf8")).slice(-SAID);
  });
  const finished = child.then(({ exitCode, signal, shortMessage }) => {
    ended = {
      code: exitCode,
      signal,
      silent: false,
      said: said || (exitCode === undefined ? (shortMessage ?? "") : ""),
    };
    wake();
  });
  const stopped = () => wake();
  let heard = false;
  let ending: Promise<void> | undefined;
  const end = () => (ending ??= stop(child, { finished, clock, over: () => ended !== undefined, heard }));
  signal.addEventListener("abort", stopped);
  try {
    let last = clock.now();
    while (!signal.aborted) {
      for (let next = arrivals.shift(); next !== undefined; next = arrivals.shift()) {
        last = clock.now();
        yield next;
      }
      if (ended !== undefined) return ended;
      const patience = last + nanoseconds(heard ? silence : startUp);
      if (clock.now() >= patience) return { code: undefined, signal: undefined, silent: true, said };
      if (!signal.aborted) await sleep(clock, patience, (wakeUp) => (wake = wakeUp));
    }
    await end();
    if (program.endsWithInput) yield* arrivals.splice(0);
    return { code: undefined, signal: undefined, silent: false, said };
  } finally {
    signal.removeEventListener("abort", stopped);
    await end();
  }
}

/** Until `at`, or until whoever was given the alarm rings it. */
async function sleep(clock: Clock, at: Nanoseconds, giveAlarm: (wake: () => void) => void): Promise<void> {
  const alarm = new AbortController();
  giveAlarm(() => alarm.abort());
  await clock.until(at, alarm.signal);
}

interface Stopping {
  readonly finished: Promise<void>;
  readonly clock: Clock;
  readonly over: () => boolean;
  /** It said something: there may be more to come. */
  readonly heard: boolean;
}

/** Asks politely, then not. One that the kernel itself does not let go of is left behind: nothing waits for it for ever. */
async function stop(child: ReturnType<typeof launch>, { finished, clock, over, heard }: Stopping): Promise<void> {
  const { pid, stdin, stdout, stderr } = child;
  if (pid === undefined) return finished;
  const patience = async (span: Seconds) => {
    const alarm = new AbortController();
    void finished.then(() => alarm.abort());
    if (!over()) await clock.until(clock.now() + nanoseconds(span), alarm.signal);
  };
  stdin?.end();
  if (stdin && heard) await patience(GRACE);
  kill(pid, "SIGTERM");
  await patience(GRACE);
  kill(pid, "SIGKILL");
  await patience(LAST_GRACE);
  if (over()) return;
  child.unref();
  stdout.destroy();
  stderr.destroy();
}

/** The program and whatever it started. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it is gone already
  }
}
