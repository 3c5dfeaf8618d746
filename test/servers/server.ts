import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const READY_MS = 20_000;

let found: string | undefined;

/** The folder of the servers' programs, fetched when there are none yet; undefined where they cannot be had. */
export function programs(): string | undefined {
  try {
    found ??= execFileSync("bash", ["test/servers/fetch.sh"], { encoding: "utf8" }).trim();
  } catch {
    process.stderr.write("skipped: no time-series servers (test/servers/fetch.sh needs apt-get and a network)\n");
  }
  return found;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** What a kind of server is told. */
export interface ServerKind {
  readonly program: string;
  /** Its arguments; it may write files into its folder before. */
  args(folder: string, port: number): readonly string[];
  /** Answers below 500 when it is ready. */
  readonly health: string;
}

/** A new one, for the data of a server. */
export const serverFolder = (): string => mkdtempSync(join(tmpdir(), "jm-server-"));

/** A server with its own data on loopback, that can be killed, stopped for a while and started again. */
export class Server implements AsyncDisposable {
  readonly folder: string;
  readonly port: number;
  readonly #kind: ServerKind;
  #child: ChildProcess | undefined;

  private constructor(kind: ServerKind, port: number, folder: string) {
    this.#kind = kind;
    this.port = port;
    this.folder = folder;
  }

  static async start(kind: ServerKind, folder = serverFolder()): Promise<Server> {
    const server = new Server(kind, await freePort(), folder);
    await server.up();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Whether it runs; one whose disk is full may have died of it. */
  get runs(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it, again on the data it had; resolves when it answers. */
  async up(): Promise<void> {
    const args = this.#kind.args(this.folder, this.port);
    const child = spawn(join(programs() ?? "", this.#kind.program), args, { stdio: "ignore", cwd: this.folder });
    this.#child = child;
    for (const from = Date.now(); Date.now() - from < READY_MS && child.exitCode === null; await sleep(50)) {
      const answer = await fetch(`${this.url}${this.#kind.health}`).catch(() => undefined);
      if (answer !== undefined && answer.status < 500) return;
    }
    throw new Error(`${this.#kind.program} did not become ready`);
  }

  /** At once, as a crash or a loss of power would. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.runs) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  /** It hangs: connections stay, nothing is answered. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Its data is gone. */
  async wipe(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true });
    mkdirSync(this.folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Writes a file into a server's folder and answers with its path. */
export function fileIn(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
