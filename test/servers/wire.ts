import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./server.js";

/** What a line does to what goes over it. */
export type Weather =
  | { readonly kind: "clear" }
  /** Nobody listens. */
  | { readonly kind: "down" }
  /** Everything stands still; what was on its way arrives when it clears up. */
  | { readonly kind: "blackhole" }
  /** Every connection breaks when so many bytes of a client have gone through. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  | { readonly kind: "slow"; readonly bytesPerS: number }
  | { readonly kind: "late"; readonly ms: number }
  /** In place of the server this is answered, to the first bytes of each request. */
  | { readonly kind: "answer"; readonly text: string };

const TICK_MS = 50;

/** A wire to a server on loopback, with weather. */
export class Wire implements AsyncDisposable {
  readonly port: number;
  readonly #to: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #server: Server | undefined;
  #weather: Weather = { kind: "clear" };
  /** Bytes from clients, ever. */
  bytes = 0;

  private constructor(port: number, to: number) {
    this.port = port;
    this.#to = to;
  }

  static async start(to: number): Promise<Wire> {
    const wire = new Wire(await freePort(), to);
    await wire.#listen();
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on, for connections that are there too. */
  async set(weather: Weather): Promise<void> {
    this.#weather = weather;
    if (weather.kind === "down") await this.#close();
    else await this.#listen();
  }

  async #listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((client) => this.#accept(client));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  #accept(client: Socket): void {
    const server = dial(this.#to, "127.0.0.1");
    // each piece that waits for the connection listens for it
    server.setMaxListeners(0);
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    let sent = 0;
    void this.#pump(client, server, (length) => {
      this.bytes += length;
      sent += length;
      const weather = this.#weather;
      if (weather.kind === "cut" && sent >= weather.afterBytes) for (const socket of pair) socket.resetAndDestroy();
    });
    void this.#pump(server, client, () => undefined);
  }

  /** Bytes of one direction, a piece after the other, as the weather lets them. */
  async #pump(from: Socket, to: Socket, passed: (length: number) => void): Promise<void> {
    try {
      for await (const piece of from) await this.#pass(piece, { from, to, passed });
      to.end();
    } catch {
      to.destroy();
    }
  }

  async #pass(
    piece: Buffer,
    { from, to, passed }: { readonly from: Socket; readonly to: Socket; passed(length: number): void },
  ): Promise<void> {
    while (this.#weather.kind === "blackhole" && !from.destroyed) await sleep(TICK_MS);
    const weather = this.#weather;
    if (weather.kind === "answer") {
      if (/^POST|^GET/.test(piece.toString("latin1", 0, 8))) from.write(weather.text);
      return;
    }
    if (weather.kind === "late") await sleep(weather.ms);
    if (weather.kind !== "slow" && weather.kind !== "cut") {
      to.write(piece);
      passed(piece.length);
      return;
    }
    // small pieces: half of one may be all that ever arrives
    const size = weather.kind === "slow" ? Math.max(1, Math.round((weather.bytesPerS * TICK_MS) / 1000)) : 512;
    for (let at = 0; at < piece.length && !to.destroyed; at += size) {
      to.write(piece.subarray(at, at + size));
      passed(Math.min(size, piece.length - at));
      if (this.#weather.kind === "slow") await sleep(TICK_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
