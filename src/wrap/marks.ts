import { execFile } from "node:child_process";
import { constants, openSync, readSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Clock } from "../core/clock.js";
import { systemCode } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import { LoopLateness } from "./loop-lateness.js";
import { markReader } from "./mark-reader.js";

/** The way by which the measured program marks its phases. */
export interface Marks extends AsyncDisposable {
  /** The FIFO to name in the command's environment; undefined when none could be made, which `findings` then say. */
  readonly path: string | undefined;
  readonly findings: readonly Finding[];
  /** Reads what has been written so far, without waiting. Call it when the command has ended. */
  drain(): void;
}

/** What marks need. */
export interface MarksOptions {
  readonly clock: Clock;
  readonly onMark: (mark: Mark) => void;
  /** Where the FIFO's own folder (0700) is made. */
  readonly folder?: string;
}

const PIPE_BYTES = 65_536;
/** A program that writes without end may not keep us at the end of its run. */
const DRAIN_READS = 64;

const unavailable = (cause: unknown): Finding => ({
  code: "marks-unavailable",
  severity: "note",
  message: `The command cannot mark its phases: ${cause instanceof Error ? cause.message.trim() : String(cause)}`,
  remedy: "Make sure that mkfifo (coreutils) is installed and XDG_RUNTIME_DIR or TMPDIR can be written",
});

/** There is no mkfifo(2) in Node; the program costs 2 to 5 ms, beside other work. */
async function makeFifo(folder: string): Promise<string> {
  const path = join(folder, "marks");
  await promisify(execFile)("mkfifo", ["-m", "600", path]);
  return path;
}

const quietly = (folder: string | undefined) =>
  folder === undefined ? Promise.resolve() : rm(folder, { recursive: true, force: true }).catch(() => undefined);

async function makeFolder(parent: string | undefined): Promise<string> {
  const runtime = process.env["XDG_RUNTIME_DIR"];
  const prefix = (folder: string) => join(folder, "joulemark-");
  if (parent !== undefined) return mkdtemp(prefix(parent));
  // XDG_RUNTIME_DIR outlives its folder under su and in containers.
  if (runtime) return mkdtemp(prefix(runtime)).catch(() => mkdtemp(prefix(tmpdir())));
  return mkdtemp(prefix(tmpdir()));
}

/**
 * Makes the FIFO and listens. Never throws: a run without marks is still a run.
 * We hold both its ends, so that writers never wait for a reader, never get SIGPIPE, and leave without an end of file.
 */
export async function openMarks({ clock, onMark, folder }: MarksOptions): Promise<Marks> {
  let own: string | undefined;
  try {
    own = await makeFolder(folder);
    const path = await makeFifo(own);
    return listen({ clock, onMark, path, folder: own, fd: openSync(path, constants.O_RDWR | constants.O_NONBLOCK) });
  } catch (thrown) {
    await quietly(own);
    const findings = [unavailable(thrown)];
    return { path: undefined, findings, drain: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

interface Listening {
  readonly clock: Clock;
  readonly onMark: (mark: Mark) => void;
  readonly path: string;
  readonly folder: string;
  readonly fd: number;
}

function listen({ clock, onMark, path, folder, fd }: Listening): Marks {
  const reader = markReader(clock, onMark);
  const lateness = new LoopLateness(clock);
  const lost: Finding[] = [];
  // A socket, since a file stream would hold a thread of the pool for as long as no mark comes.
  const socket = new Socket({ fd, readable: true, writable: false });
  socket.on("data", (bytes: Buffer) => reader.push(bytes, clock.now(), lateness.most));
  socket.on("error", (error) => lost.push(unavailable(error)));
  return {
    path,
    get findings() {
      return [...reader.findings(), ...lost];
    },
    drain() {
      for (let read = 0; read < DRAIN_READS && !socket.destroyed; read++) {
        const bytes = readWaiting(fd, (error) => lost.push(unavailable(error)));
        if (bytes === undefined) return;
        reader.push(bytes, clock.now(), lateness.most);
      }
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      lateness[Symbol.dispose]();
      await quietly(folder);
    },
  };
}

/** What waits in the FIFO; undefined when nothing does. */
function readWaiting(fd: number, onError: (error: unknown) => void): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(PIPE_BYTES);
  try {
    const length = readSync(fd, buffer);
    return length === 0 ? undefined : buffer.subarray(0, length);
  } catch (thrown) {
    if (systemCode(thrown) !== "EAGAIN") onError(thrown);
    return undefined;
  }
}
