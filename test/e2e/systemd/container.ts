import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Where the container has Node and joulemark. */
export const NODE = "/opt/node";
export const CLI = "/opt/joulemark/dist/cli.js";

const BOOT_MS = 60_000;
const SCRIPT_MS = 60_000;
/** A root that is in memory, with this computer's programs and its network. */
const SYSTEM = ["--quiet", "--directory=/", "--volatile=yes", "--register=no", "--keep-unit", "--link-journal=no"];
const BOUND = [`--bind-ro=${process.execPath}:${NODE}`, `--bind-ro=${process.cwd()}:/opt/joulemark`];

/** A computer of its own that systemd runs: nothing of it stays, and nothing of this one is written to. */
export class Container implements AsyncDisposable {
  readonly #child: ChildProcess;
  #leader = 0;
  /** What systemd-nspawn says, which is why there is none. */
  #said = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("error", ({ message }) => {
      this.#said += message;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
    });
  }

  /** Resolves when systemd has started what it starts; to nothing where it cannot be had, and says so. */
  static async boot(): Promise<Container | undefined> {
    const args = [...SYSTEM, ...BOUND, "--boot", "--console=pipe", "systemd.unit=basic.target"];
    const container = new Container(spawn("systemd-nspawn", args, { stdio: ["ignore", "ignore", "pipe"] }));
    for (const from = Date.now(); Date.now() - from < BOOT_MS && container.#runs; await sleep(200))
      if (/^(running|degraded)$/m.test(container.#state())) return container;
    await container[Symbol.asyncDispose]();
    process.stderr.write(`skipped: no systemd of our own (${container.#said.trim() || "it does not start"})\n`);
    return undefined;
  }

  /** Runs a script as root in it: what it said, both ways. Throws when it fails. */
  run(script: string): string {
    const { status, stdout, stderr } = this.#enter(script);
    if (status !== 0) throw new Error(`${script}: ${status}: ${stderr}`);
    return `${stdout}${stderr}`;
  }

  /** How a script ends. */
  statusOf(script: string): number | null {
    return this.#enter(script).status;
  }

  /** A path of it, as this computer reads it. */
  path(path: string): string {
    return join(`/proc/${this.#leader}/root`, path);
  }

  get #runs(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  #state(): string {
    const { pid } = this.#child;
    const [first = ""] = textOf(`/proc/${pid}/task/${pid}/children`).split(" ");
    // others come before it, which are not in the container yet, and end
    if (first === "" || textOf(`/proc/${first}/comm`) !== "systemd\n") return "";
    this.#leader = Number(first);
    return this.#enter("systemctl is-system-running").stdout;
  }

  #enter(script: string) {
    const namespaces = ["--mount", "--uts", "--ipc", "--pid", "--cgroup"];
    const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" };
    const args = ["-t", String(this.#leader), ...namespaces, "sh", "-c", script];
    return spawnSync("nsenter", args, { encoding: "utf8", env, timeout: SCRIPT_MS });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    if (!this.#runs) return;
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** Empty where a process has ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
