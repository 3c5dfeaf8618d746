import { asMeasurementError, MeasurementError, systemCode } from "../../core/error.js";
import { isObject } from "../../core/json-shape.js";
import { addressOf } from "../../sinks/influx/address.js";
import { authoritiesFrom } from "../../sinks/influx/authorities.js";
import { authorizationFrom } from "../../sinks/influx/credentials.js";
import { errorIn, type Strike, shownWords, striking } from "../../sinks/influx/redact.js";
import type { Context } from "../context.js";
import { QueryError, type Rows, rowsIn } from "./answer-rows.js";
import { nameText } from "./language.js";
import { type Answer, type Asking, Connection } from "./request.js";

const CREDENTIALS =
  "Give the credentials of a user who may: JOULEMARK_INFLUX_USER and _PASSWORD, JOULEMARK_INFLUX_TOKEN, or a file of mode 600 named in JOULEMARK_INFLUX_CREDENTIALS";

const WHEN_WELL = "Try again when the server is well";

/** A database of a server that answers InfluxQL. */
export class InfluxServer implements Disposable {
  readonly origin: string;
  readonly database: string;
  /** For messages: nothing secret. */
  readonly label: string;
  readonly #policy: string | undefined;
  readonly #asking: Asking;
  readonly #connection: Connection;
  readonly #signal: AbortSignal | undefined;

  private constructor(
    target: { readonly origin: string; readonly database: string; readonly policy?: string | undefined },
    {
      asking,
      label,
      signal,
    }: { readonly asking: Asking; readonly label: string; readonly signal?: AbortSignal | undefined },
  ) {
    this.origin = target.origin;
    this.database = target.database;
    this.#policy = target.policy;
    this.label = label;
    this.#asking = asking;
    this.#connection = new Connection(target.origin, asking);
    this.#signal = signal;
  }

  /** By an address such as http://host:8086/database. Throws CONFIG and PERMISSION; asks nothing yet. */
  static async open(target: string, { env }: Pick<Context, "env">, signal?: AbortSignal): Promise<InfluxServer> {
    const { write, query, database, label } = addressOf(target);
    if (query === undefined || database === undefined)
      throw new MeasurementError(
        "CONFIG",
        `${label} is an address to write to: nothing can be asked there in InfluxQL`,
        "Name the database of an InfluxDB as http://host:8086/database",
      );
    const asking = { authorization: await authorizationFrom(env), ca: authoritiesFrom(env) };
    const policy = write.searchParams.get("rp") ?? undefined;
    return new InfluxServer({ origin: write.origin, database, policy }, { asking, label, signal });
  }

  /** A measurement as a query names it, in the retention policy of the address. */
  from(measurement: string): string {
    return this.#policy === undefined ? nameText(measurement) : `${nameText(this.#policy)}.${nameText(measurement)}`;
  }

  /** What a query answers; no error says the `secret` in it. Throws UNAVAILABLE, PERMISSION, NO_DATA for a database that is not there. */
  async ask(query: string, secret = ""): Promise<Rows> {
    const strike = striking(this.#asking.authorization, secret);
    const answer = await this.#send("/query", new URLSearchParams({ q: query, db: this.database }));
    try {
      if (answer.status !== 200) throw refusal(this.label, answer, strike);
      const rows = rowsIn(answer.text);
      if (rows !== undefined && !speaksOnlyHalf(answer)) return rows;
    } catch (error) {
      throw error instanceof QueryError ? failed(this.label, error.message, strike) : error;
    }
    const type = shownWords(String(answer.headers["content-type"] ?? "nothing known"), strike);
    throw notInflux(this.label, `answers a query with ${type}`);
  }

  /** What the `influx` package throws, by what it means: it may quote the server, and what it was asked with. */
  clientError(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof MeasurementError) return error;
    const strike = striking(this.#asking.authorization);
    const status = "res" in error && isObject(error.res) ? error.res["statusCode"] : undefined;
    // it puts words of its own before the answer
    const text = error.message.replace(/^[^{]*/, "");
    if (typeof status === "number") return refusal(this.label, { status, headers: {}, text }, strike);
    const words = /^Error from InfluxDB: (.*)/s.exec(error.message)?.[1];
    if (words !== undefined) return failed(this.label, words, strike);
    const why = systemCode(error) ?? shownWords(error.message, strike);
    return new MeasurementError("UNAVAILABLE", `${this.label} gives no good answer: ${why}`, WHEN_WELL);
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  #send(path: string, form?: URLSearchParams): Promise<Answer> {
    return InfluxServer.asked(
      this.origin,
      this.#connection.send(new URL(path, this.origin), form, this.#signal),
      this.#signal,
    );
  }

  /** An answer, or UNAVAILABLE where there is none. */
  static async asked(origin: string, answer: Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    try {
      return await answer;
    } catch (cause) {
      signal?.throwIfAborted();
      const why = systemCode(cause) ?? asMeasurementError(cause).message;
      throw new MeasurementError(
        "UNAVAILABLE",
        `${origin} does not answer: ${why}`,
        "Start the server, or correct the address; a private authority's certificates are named in JOULEMARK_INFLUX_CA",
        { cause },
      );
    }
  }
}

/** VictoriaMetrics answers every query of InfluxQL with one and the same list of databases. */
const speaksOnlyHalf = ({ headers }: Answer): boolean => headers["x-server-hostname"] !== undefined;

/** What a status other than 200 means. */
export function refusal(label: string, { status, text }: Answer, strike: Strike): MeasurementError {
  const own = errorIn(text) ?? "";
  const words = shownWords(own, strike);
  const said = `${status}${words === "" ? "" : ` ${words}`}`;
  if (status === 401) return new MeasurementError("PERMISSION", `${label} refuses: ${said}`, CREDENTIALS);
  if (status === 403)
    return new MeasurementError(
      "PERMISSION",
      `${label} refuses: ${said}`,
      /requires READ/.test(own) ? `${CREDENTIALS}; the user of joulemark influx setup may only write` : CREDENTIALS,
    );
  if (status >= 300 && status < 400) return notInflux(label, `answers ${said}, a redirect, which is not followed`);
  if (own !== "" && status !== 404) return failed(label, own, strike, `${status} `);
  if (status >= 500) return new MeasurementError("UNAVAILABLE", `${label} answers ${said}`, WHEN_WELL);
  return /database not found/.test(own) ? failed(label, own, strike) : notInflux(label, `answers ${said}`);
}

/** What a query was refused for, by the server's own words. */
function failed(label: string, own: string, strike: Strike, status = ""): MeasurementError {
  const words = `${status}${shownWords(own, strike)}`;
  if (/database not found|retention policy not found/i.test(own))
    return new MeasurementError(
      "NO_DATA",
      `${label}: ${words}`,
      "Correct the address, or create it: joulemark influx setup URL",
    );
  if (/not authorized|authorization|privilege|credentials/i.test(own))
    return new MeasurementError("PERMISSION", `${label} refuses: ${words}`, CREDENTIALS);
  return new MeasurementError(
    "UNAVAILABLE",
    `${label} cannot answer: ${words}`,
    "Look at the server's log; ask for less if it ran out of memory or time",
  );
}

/** Something else answers there. */
export const notInflux = (label: string, problem: string): MeasurementError =>
  new MeasurementError(
    "UNAVAILABLE",
    `${label} is no InfluxDB that answers InfluxQL: it ${problem}`,
    "Name an InfluxDB 1.x, or a 2.x whose bucket is mapped to a database (influx v1 dbrp create), as http://host:8086/database",
  );
