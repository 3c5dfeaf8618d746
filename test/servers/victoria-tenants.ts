import { createServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { fileIn, Server, type ServerKind } from "./server.js";
import { victoriaMetrics } from "./victoria-metrics.js";

/** The tenant that points are written for; any other is not there. */
export const TENANT = 7;

/** Takes points for tenants, as the cluster's own vminsert does, and passes them on to `far`. */
const vmagent = (far: string): ServerKind => ({
  program: "vmagent",
  health: "/health",
  args: (folder, port) => [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-remoteWrite.multitenantURL=${far}`,
    `-remoteWrite.tmpDataPath=${join(folder, "queue")}`,
  ],
});

/** Lets requests with a token through to `far`. */
const vmauth = (far: string, token: () => string): ServerKind => ({
  program: "vmauth",
  health: "/health",
  args: (folder, port) => [
    `-httpListenAddr=127.0.0.1:${port}`,
    `-auth.config=${fileIn(folder, "auth.yaml", `users:\n- bearer_token: ${token()}\n  url_prefix: ${far}/\n`)}`,
  ],
});

/** The tenant's part of a cluster's storage: a single server, which has no tenants in its paths. */
function storageOf(single: Server): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void passOn(request, single).then(
      (status) => response.writeHead(status).end(),
      () => response.destroy(),
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function passOn(request: IncomingMessage, { url }: Server): Promise<number> {
  const path = `/insert/${TENANT}:0/prometheus`;
  if (request.url?.startsWith(path) !== true) return 404;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { "content-type": type = "", "content-encoding": encoding = "" } = request.headers;
  const headers = { "content-type": type, "content-encoding": encoding };
  const to = `${url}${request.url.slice(path.length)}`;
  return (await fetch(to, { method: "POST", headers, body: Buffer.concat(parts) })).status;
}

interface Parts {
  readonly asked: { token: string };
  readonly single: Server;
  readonly storage: HttpServer;
  readonly agent: Server;
  readonly gate: Server;
}

/** VictoriaMetrics' own programs around one tenant: vmauth asks for a token, vmagent takes the points, a server has them. */
export class Tenants implements AsyncDisposable {
  /** What the gate asks for from its next start on. */
  readonly #asked: { token: string };
  readonly #single: Server;
  readonly #storage: HttpServer;
  readonly #agent: Server;
  readonly #gate: Server;

  private constructor(parts: Parts) {
    this.#asked = parts.asked;
    this.#single = parts.single;
    this.#storage = parts.storage;
    this.#agent = parts.agent;
    this.#gate = parts.gate;
  }

  static async start(): Promise<Tenants> {
    const single = await Server.start(victoriaMetrics);
    const storage = await storageOf(single);
    const address = storage.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const agent = await Server.start(vmagent(`http://127.0.0.1:${address.port}`));
    const asked = { token: "first-t0ken" };
    const gate = await Server.start(vmauth(agent.url, () => asked.token));
    return new Tenants({ asked, single, storage, agent, gate });
  }

  /** Who may write. */
  get token(): string {
    return this.#asked.token;
  }

  /** Where a tenant's points are written to. */
  get write(): string {
    return `${this.#gate.url}/insert/${TENANT}/influx/write`;
  }

  /** Where they are read. */
  get read(): string {
    return this.#single.url;
  }

  /** From now on only another token counts. */
  async change(token: string): Promise<void> {
    this.#asked.token = token;
    await this.#gate.kill();
    await this.#gate.up();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of [this.#gate, this.#agent, this.#single]) await server[Symbol.asyncDispose]();
    this.#storage.closeAllConnections();
    this.#storage.close();
  }
}
