import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { findProgram } from "../../shared/program.js";

/** Whether a serial port can be played here. */
export const canPlayPorts = findProgram("/", "socat") !== undefined;

/** Data that nobody reads would keep socat alive after this process: it ends when nothing moved for 20 s, and with us. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const program of running) program.kill("SIGKILL");
});

/** A serial port whose far end is ours: a pseudo terminal, by way of socat. */
export class Pty {
  readonly #program: ChildProcess;
  /** What was sent to the meter so far. */
  heard = "";
  // a busy computer is late: the meter must stamp when it was, not when it should have been
  readonly #began = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** Makes the port at `path`, and waits until it is there. */
  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#program = spawn("socat", ["-T20", "-b65536", `PTY,link=${path},raw,echo=0`, "STDIO"], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    running.add(this.#program);
    this.#program.once("exit", () => running.delete(this.#program));
    this.#program.stdin?.on("error", () => undefined);
    this.#program.stdout?.on("data", (bytes: Buffer) => {
      this.heard += bytes.toString("latin1");
    });
    while (!existsSync(path)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }

  write(bytes: string | Uint8Array): void {
    this.#program.stdin?.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** Writes what `text` gives every `everyMs`; it is told the meter's own time in milliseconds. */
  talk(everyMs: number, text: (ms: number) => string | Uint8Array): this {
    this.hush();
    this.#timer = setInterval(() => this.write(text(Math.floor(performance.now() - this.#began))), everyMs);
    this.#timer.unref();
    return this;
  }

  hush(): void {
    clearInterval(this.#timer);
  }

  signal(name: NodeJS.Signals): void {
    this.#program.kill(name);
  }

  /** The plug is pulled. */
  async end(): Promise<void> {
    this.hush();
    if (this.#program.exitCode !== null || this.#program.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#program.once("exit", resolve));
    this.#program.kill("SIGCONT");
    this.#program.kill("SIGTERM");
    await ended;
  }
}

let playing: Pty | undefined;

/** Plays, below the root of a tree, a meter at /dev/ttyUSB0 that prints the line in the tree's `etc/line` every 10 ms, if there is one. */
export function playMeter(root: string): void {
  void playing?.end();
  const pty = new Pty(join(root, "dev/ttyUSB0"));
  const line = join(root, "etc/line");
  playing = pty.talk(10, () => readFileSync(line, "latin1"));
}

/** Gives the port at `name` below /dev the link that stays the same. */
export function linkById(root: string, name: string, id: string): void {
  mkdirSync(join(root, "dev/serial/by-id"), { recursive: true });
  symlinkSync(`../../${name}`, join(root, "dev/serial/by-id", id));
}
