import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plain } from "node:http";
import { Agent as SecureAgent, request as secure } from "node:https";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Answer } from "./answer.js";

/** No answer matters beyond its first words. */
const MOST_ANSWER_BYTES = 65_536;
/** A server that says nothing for so long is not waited for; what it has by then may still be stored. */
const SILENCE_MS = 15_000;
/** One that says a little now and then neither. */
const WHOLE_MS = 60_000;
const compress = promisify(gzip);
const LEVEL = 1;

/** How to post. */
export interface PostOptions {
  readonly authorization?: string | undefined;
  /** Certificates of the authorities to believe; Node's own where absent. */
  readonly ca?: readonly string[] | undefined;
  /** How long nothing may come or go. */
  readonly silenceMs?: number;
  /** How long it may take in all. */
  readonly wholeMs?: number;
  readonly compressed?: boolean;
  /** How many at a time. */
  readonly connections?: number;
}

/** Connections to one address, kept open between requests. */
export class Post implements Disposable {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent: PlainAgent;
  readonly #gzip: boolean;
  readonly #silenceMs: number;
  readonly #wholeMs: number;

  constructor(
    url: URL,
    {
      authorization,
      ca,
      silenceMs = SILENCE_MS,
      wholeMs = WHOLE_MS,
      compressed = !isLoopback(url.hostname),
      connections = 1,
    }: PostOptions,
  ) {
    this.#silenceMs = silenceMs;
    this.#wholeMs = wholeMs;
    this.#url = url;
    this.#headers = {
      "content-type": "text/plain; charset=utf-8",
      ...(authorization !== undefined && { authorization }),
    };
    const options = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections };
    this.#agent =
      url.protocol === "https:"
        ? new SecureAgent({ ...options, ...(ca !== undefined && { ca: [...ca] }) })
        : new PlainAgent(options);
    // a twentieth of the bytes for 0.4 us a point: worth it on a network, and not on this computer
    this.#gzip = compressed;
  }

  /** Posts a text in UTF-8; rejects with the system's error when there is no answer, ESILENT or ENDLESS when it was waited for in vain. */
  async send(text: Buffer, signal: AbortSignal): Promise<Answer> {
    const body = this.#gzip ? await compress(text, { level: LEVEL }) : text;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const request = this.#begin(body.length, signal);
      const whole = setTimeout(() => request.destroy(new Vain("ENDLESS", this.#wholeMs)), this.#wholeMs);
      let answered = false;
      request.on("response", (response) => {
        answered = true;
        read(response, resolve);
      });
      // what breaks after the status was there is the response's to say
      request.on("error", (error) => answered || reject(error));
      request.on("close", () => clearTimeout(whole));
      request.setTimeout(this.#silenceMs, () => request.destroy(new Vain("ESILENT", this.#silenceMs)));
      request.end(body);
    });
  }

  #begin(length: number, signal: AbortSignal): ClientRequest {
    const headers = { ...this.#headers, "content-length": length, ...(this.#gzip && { "content-encoding": "gzip" }) };
    const options = { method: "POST", agent: this.#agent, headers, signal };
    return this.#url.protocol === "https:" ? secure(this.#url, options) : plain(this.#url, options);
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

/** No answer in so long. */
class Vain extends Error {
  readonly code: string;

  constructor(code: "ENDLESS" | "ESILENT", ms: number) {
    super(`no answer within ${ms / 1000} s`);
    this.code = code;
  }
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127\./.test(host);

/** The status counts once it is there; a body that is too long, or breaks off, changes nothing of it. */
function read(response: IncomingMessage, resolve: (answer: Answer) => void): void {
  const parts: Buffer[] = [];
  let bytes = 0;
  const done = () =>
    resolve({
      status: response.statusCode ?? 0,
      retryAfter: response.headers["retry-after"],
      type: response.headers["content-type"],
      text: Buffer.concat(parts).toString("utf8"),
    });
  response.on("data", (part: Buffer) => {
    parts.push(part);
    bytes += part.length;
    if (bytes < MOST_ANSWER_BYTES) return;
    done();
    response.destroy();
  });
  response.on("error", () => undefined);
  response.on("close", done);
}
