import { Agent as PlainAgent, request as plain } from "node:http";
import { Agent as SecureAgent, request as secure } from "node:https";
import type { Authorization } from "../../sinks/influx/credentials.js";

/** A page of an answer is a few megabytes; what is longer than this is no answer to what was asked. */
const MOST_ANSWER_BYTES = 256 * 2 ** 20;
/** A count over months may take long before the first byte. */
const SILENCE_MS = 120_000;

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** Who asks, and whose certificates are believed beside the system's. */
export interface Asking {
  readonly authorization: Authorization;
  readonly ca: readonly string[] | undefined;
}

/** One connection to one server, kept open between requests. Follows no redirect: credentials go nowhere else. */
export class Connection implements Disposable {
  readonly #asking: Asking;
  readonly #agent: PlainAgent;
  readonly #secure: boolean;

  constructor(origin: string, asking: Asking) {
    this.#asking = asking;
    this.#secure = origin.startsWith("https:");
    const { ca } = asking;
    const options = { keepAlive: true, maxSockets: 1 };
    this.#agent = this.#secure ? new SecureAgent({ ...options, ...(ca && { ca: [...ca] }) }) : new PlainAgent(options);
  }

  /** Posts a form, or gets without one; rejects with the system's error where there is no answer. */
  send(url: URL, form: URLSearchParams | undefined, signal?: AbortSignal): Promise<Answer> {
    const body = form?.toString();
    const { authorization } = this.#asking;
    const headers = {
      accept: "application/json",
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": Buffer.byteLength(body),
      }),
    };
    const options = { method: body === undefined ? "GET" : "POST", agent: this.#agent, headers, signal };
    return new Promise((resolve, reject) => {
      const request = (this.#secure ? secure : plain)(url, options, (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on("data", (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes > MOST_ANSWER_BYTES)
            request.destroy(new Error(`an answer of more than ${MOST_ANSWER_BYTES} bytes`));
        });
        response.on("error", reject);
        response.on("end", () => {
          // what breaks off ends too
          if (!response.complete) return reject(new Error("the answer broke off"));
          const text = Buffer.concat(parts).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.on("error", reject);
      request.setTimeout(SILENCE_MS, () => request.destroy(new Error(`no answer within ${SILENCE_MS / 1000} s`)));
      request.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
