import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { afterAll, describe, inject } from "vitest";
import { type RunnerEvent, runnerEventSchema } from "../../src/runner/protocol.js";

/** The runner as users build it. */
export const RUNNER = resolve("runner/build/joulemark-runner");
/** The runner that watches its own memory. */
export const SANITIZED = resolve("runner/build-sanitize/joulemark-runner");

const { runner, onednn, valgrind } = inject("missing");

const suiteUnless =
  (reason: string) =>
  (name: string, body: () => void): void => {
    if (reason === "") describe(name, body);
    else describe.skip(`${name} (skipped: ${reason})`, body);
  };

/** A suite that is skipped, saying why, where the runner cannot be built. */
export const runnerSuite = suiteUnless(runner);
/** As {@link runnerSuite}, where there is no oneDNN either. */
export const onednnSuite = suiteUnless(onednn);
/** As {@link runnerSuite}, where there is no valgrind either. */
export const valgrindSuite = suiteUnless(runner || valgrind);
/** The back ends that compute on this computer. */
export const backends: readonly string[] = onednn === "" ? ["reference", "onednn"] : ["reference"];

/** A folder for the files of a test file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-runner-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One line of the protocol, runner/PROTOCOL.md. */
type Event = RunnerEvent | { readonly ev: "none"; readonly [field: string]: unknown };
/** The line of that kind. */
type EventOf<Kind extends RunnerEvent["ev"]> = Extract<RunnerEvent, { ev: Kind }>;

/** How a runner ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly RunnerEvent[];
  /** Of the one kind that ends every run; "none" where it said nothing. */
  readonly last: Event;
}

/** A runner under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly input: Writable;
  /** Descriptor 3. */
  readonly eventStream: Readable;
  /** The next event of this kind, or the one already there. */
  until<Kind extends RunnerEvent["ev"]>(ev: Kind): Promise<EventOf<Kind>>;
  readonly ended: Promise<Ended>;
}

/** How to start it. */
export interface StartOptions {
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts a command that writes events on descriptor 3. Its standard input stays open. */
export function start(args: readonly string[], { program = RUNNER, env = {}, cwd }: StartOptions = {}): Running {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const { stdin: input, stdout, stderr } = child;
  const eventStream = child.stdio[3] as Readable;
  if (input === null || stdout === null || stderr === null) throw new Error("no pipes");
  input.on("error", () => undefined);
  const said = { stdout: collect(stdout), stderr: collect(stderr) };
  const events = new EventList(eventStream);
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed);
    child.on("close", (status, signal) => {
      events.close();
      const { list } = events;
      const last = list.at(-1) ?? { ev: "none" as const };
      done({ status, signal, stdout: said.stdout.text, stderr: said.stderr.text, events: list, last });
    });
  });
  return { child, input, eventStream, until: (ev) => events.until(ev), ended };
}

/** Runs the runner to its end, with nothing on its standard input. */
export function run(args: readonly string[], options?: StartOptions): Promise<Ended> {
  const running = start(args, options);
  running.input.end();
  return running.ended;
}

/** `run` of a network that begins by itself and is over soon; the options given last count. */
export function shortRun(options: Readonly<Record<string, string | number>>, start?: StartOptions): Promise<Ended> {
  const all: Record<string, string | number> = { backend: "reference", network: "tiny", "warmup-ms": 0, ...options };
  if (!("duration-ms" in options) && !("iterations" in options)) all["iterations"] = 3;
  const args = Object.entries(all).map(([name, value]) => `--${name}${value === "" ? "" : `=${value}`}`);
  return run(["run", "--no-wait", ...args], start);
}

/** The lines of a kind. */
export const named = <Kind extends RunnerEvent["ev"]>(
  events: readonly RunnerEvent[],
  ev: Kind,
): readonly EventOf<Kind>[] => events.filter((event): event is EventOf<Kind> => event.ev === ev);

/** The one line of a kind. */
export function one<Kind extends RunnerEvent["ev"]>({ events, stderr }: Ended, ev: Kind): EventOf<Kind> {
  const [event, ...others] = named(events, ev);
  if (!event || others.length > 0) throw new Error(`${others.length + (event ? 1 : 0)} of ${ev}; ${stderr}`);
  return event;
}

function collect(stream: Readable): { text: string } {
  const said = { text: "" };
  stream.setEncoding("utf8").on("data", (text: string) => {
    said.text += text;
  });
  return said;
}

class EventList {
  readonly list: RunnerEvent[] = [];
  private readonly waiting = new Set<() => void>();
  private rest = "";
  private closed = false;

  constructor(stream: Readable) {
    stream.setEncoding("utf8").on("data", (text: string) => this.add(text));
    stream.on("error", () => undefined);
  }

  close(): void {
    this.closed = true;
    this.wake();
  }

  async until<Kind extends RunnerEvent["ev"]>(ev: Kind): Promise<EventOf<Kind>> {
    for (;;) {
      const found = this.list.find((event): event is EventOf<Kind> => event.ev === ev);
      if (found) return found;
      if (this.closed) throw new Error(`it ended without ${ev}: ${JSON.stringify(this.list.at(-1))}`);
      await new Promise<void>((woken) => this.waiting.add(woken));
    }
  }

  private add(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    // What this program reads is what the runner has to write, in every test.
    this.list.push(...lines.map((line) => runnerEventSchema.parse(JSON.parse(line))));
    this.wake();
  }

  private wake(): void {
    for (const woken of this.waiting) woken();
    this.waiting.clear();
  }
}
