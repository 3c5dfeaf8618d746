import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { MeasurementError, systemCode } from "../../core/error.js";
import { type ListenAddress, shownAddress } from "./listen-address.js";

/** What is answered: nothing of the request is looked at but its method and path. */
export interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** So many connections at a time; the next one ends the oldest, of those that have asked nothing yet if there are any. */
const MOST_CONNECTIONS = 64;
/** A request that is longer under way is none: a scraper's is one packet. */
const REQUEST_MS = 5000;
/** Nothing said for so long, in either direction. */
const SILENCE_MS = 10_000;
/** Twice what a browser sends. */
const MOST_HEADER_BYTES = 8192;
/** Of those that are slow, how soon it is noticed. */
const CHECK_MS = 1000;

/**
 * A few pages over HTTP, for those who ask at once and take what they get. Who does not is cut off: half a request, headers
 * without an end, a body, silence, ten thousand connections; memory holds 64 connections and their 8 KiB of headers.
 */
export class Endpoint implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #served = new WeakSet<Socket>();
  #closed: Promise<void> | undefined;

  private constructor(pages: (path: string) => Page | undefined) {
    this.#server = createServer(
      {
        maxHeaderSize: MOST_HEADER_BYTES,
        headersTimeout: REQUEST_MS,
        requestTimeout: REQUEST_MS,
        connectionsCheckingInterval: CHECK_MS,
        keepAliveTimeout: SILENCE_MS,
      },
      (request, response) => {
        this.#served.add(request.socket);
        answer(request, response, pages);
      },
    );
    // whoever listens keeps nobody from ending
    this.#server.unref();
    this.#server.on("connection", (socket) => this.#admit(socket));
    // a peer that talks nonsense, or resets, is no event of ours
    this.#server.on("clientError", (_error, socket) => socket.destroy());
  }

  /** Listens, or throws UNAVAILABLE or PERMISSION that says why not. A page that is undefined is not found. */
  static async listen(at: ListenAddress, pages: (path: string) => Page | undefined): Promise<Endpoint> {
    const endpoint = new Endpoint(pages);
    const server = endpoint.#server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause) => reject(cannotListen(at, cause)));
      server.listen(at, resolve);
    });
    // what a peer or the system does to a connection later ends that connection alone
    server.on("error", () => undefined);
    return endpoint;
  }

  #admit(socket: Socket): void {
    if (this.#open.size >= MOST_CONNECTIONS) {
      const all = [...this.#open];
      (all.find((one) => !this.#served.has(one)) ?? all[0])?.destroy();
    }
    this.#open.add(socket);
    socket.unref();
    socket.on("close", () => this.#open.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
  }

  /** Ends every connection; again, the same end. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#open) socket.destroy();
    });
    return this.#closed;
  }
}

function answer(
  { method, url = "/", headers }: IncomingMessage,
  response: ServerResponse,
  pages: (path: string) => Page | undefined,
): void {
  const asked = method === "GET" || method === "HEAD";
  const page = asked ? (pages(url.split("?")[0] ?? "/") ?? missing) : notAllowed;
  // nobody who asks sends a body: what comes of one is not waited for
  const body = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  response.writeHead(page.status, {
    "content-type": page.type,
    "content-length": Buffer.byteLength(page.text),
    "cache-control": "no-store",
    ...(body && { connection: "close" }),
    ...(!asked && { allow: "GET, HEAD" }),
  });
  response.end(method === "HEAD" ? undefined : page.text);
  if (body) response.on("finish", () => response.socket?.destroy());
}

const plain = (status: number, text: string): Page => ({ status, type: "text/plain; charset=utf-8", text });
const missing = plain(404, "There is no such page\n");
const notAllowed = plain(405, "Only GET is answered\n");

function cannotListen(at: ListenAddress, cause: unknown): MeasurementError {
  const code = systemCode(cause) ?? "";
  const reasons: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
    EADDRINUSE: ["another program listens there", "Stop that program (ss -ltnp names it), or name another port"],
    EACCES: ["ports below 1024 are not for you", "Name a port from 1024 on"],
    EADDRNOTAVAIL: ["this computer has no such address", "Name an address of this computer (ip address shows them)"],
  };
  const [why, remedy] = reasons[code] ?? [String(cause), "Name another address or port"];
  return new MeasurementError(
    code === "EACCES" ? "PERMISSION" : "UNAVAILABLE",
    `Cannot listen on ${shownAddress(at)}: ${why}`,
    remedy,
    { cause },
  );
}
