import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { connect, createServer, type Server } from "node:net";
import { CLI } from "../cli.js";

const ip = (...args: readonly string[]) => execFileSync("ip", args, { stdio: "pipe" });

/** Whether this computer lets us make network namespaces; says why not. */
export function canMakeNetworks(): boolean {
  const name = `jm-try-${process.pid}`;
  try {
    ip("netns", "add", name);
    ip("netns", "del", name);
    return true;
  } catch {
    process.stderr.write("skipped: no network namespaces (they need root and ip)\n");
    return false;
  }
}

/** One computer of a network: a namespace with an address, and a host's name of its own. */
export interface NetworkHost {
  readonly name: string;
  /** Cuts its cable, and plugs it in again. */
  cut(): void;
  mend(): void;
  /** Starts the built joulemark on it. */
  start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess;
}

/** Computers on cables of their own to this one, where a server on loopback is reached at `url(host)`. */
export class Network implements AsyncDisposable {
  readonly hosts: readonly NetworkHost[];
  readonly #proxy: Server;
  readonly #port: number;
  readonly #namespaces: readonly string[];

  private constructor(names: readonly string[], proxy: Server, port: number) {
    this.#proxy = proxy;
    this.#port = port;
    this.#namespaces = names.map((name) => `jm-${process.pid}-${name}`);
    this.hosts = names.map((name, k) => this.#plug(name, k));
  }

  static async make(names: readonly string[], serverPort: number): Promise<Network> {
    const proxy = createServer((socket) => {
      const far = connect(serverPort, "127.0.0.1");
      for (const [one, other] of [
        [socket, far],
        [far, socket],
      ] as const) {
        one.on("error", () => other.destroy()).on("close", () => other.destroy());
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => proxy.listen(0, "0.0.0.0", resolve));
    const address = proxy.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new Network(names, proxy, address.port);
  }

  /** Where the host of that number finds the server. */
  url(k: number): string {
    return `http://10.213.${k}.1:${this.#port}`;
  }

  #plug(name: string, k: number): NetworkHost {
    const namespace = this.#namespaces[k] ?? "";
    const [near, far] = [`jm${process.pid % 100_000}-${k}`, `jm${process.pid % 100_000}-${k}x`];
    ip("netns", "add", namespace);
    ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace);
    ip("addr", "add", `10.213.${k}.1/30`, "dev", near);
    ip("link", "set", near, "up");
    ip("-n", namespace, "addr", "add", `10.213.${k}.2/30`, "dev", far);
    ip("-n", namespace, "link", "set", far, "up");
    return {
      name,
      cut: () => ip("link", "set", near, "down"),
      mend: () => ip("link", "set", near, "up"),
      // each program takes the place of the one before: the process is joulemark's own
      start: (args, env) =>
        spawn(
          "unshare",
          [
            "--uts",
            "sh",
            "-c",
            `hostname ${name}; exec ip netns exec ${namespace} "$@"`,
            "sh",
            process.execPath,
            CLI,
            ...args,
          ],
          { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } },
        ),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const namespace of this.#namespaces) ip("netns", "del", namespace);
    await new Promise((resolve) => this.#proxy.close(resolve));
  }
}
