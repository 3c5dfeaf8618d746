import { errorIn, type Strike, shownWords } from "./redact.js";

/** What a server's answer to a write means. */
export type Meaning =
  /** All of it is safe. */
  | { readonly kind: "taken" }
  /** Some of it will never be taken; the rest may be safe: give it in parts to see which. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Too much at a time, by the server's word. */
  | { readonly kind: "too-large" }
  /** Too much at a time for how fast it gets through. */
  | { readonly kind: "too-slow" }
  /** Not now: the same again later; `broken` where less at a time may fare better. */
  | { readonly kind: "wait"; readonly reason: string; readonly seconds?: number; readonly broken?: boolean }
  /** Not before somebody has done something about it; asked again seldom. `gone`: with everything that was there. */
  | { readonly kind: "hindered"; readonly reason: string; readonly remedy: string; readonly gone?: boolean }
  /** Who asks may not: asking again would lock the account at worst. */
  | { readonly kind: "forbidden"; readonly reason: string; readonly remedy: string };

/** An answer, as much of it as matters. */
export interface Answer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
  readonly type?: string | undefined;
  readonly text: string;
}

const LOOK =
  "Look whether the address is that of an InfluxDB, http or https as it wants, and not of a page or a proxy before it";
const MOST_WAIT_S = 300;

/**
 * The meaning by status and words at a time (ms since 1970), as InfluxDB 1.x, 2.x, 3.x and VictoriaMetrics mean them. The
 * reason is shown: `strike` takes what we ask with out of it.
 */
export function meaningOf(
  { status, retryAfter, type = "", text }: Answer,
  nowMs: number,
  strike: Strike = (whole) => whole,
): Meaning {
  const words = shownWords(errorIn(text) ?? text, strike);
  const reason = `${status}${words === "" ? "" : ` ${words}`}`;
  if (status === 204) return { kind: "taken" };
  if (status < 300)
    return noServer(`${status} ${shownWords(type, strike)}, where every server of this kind answers 204`);
  if (status < 400) return noServer(`${status}, a redirect, which would carry credentials elsewhere`);
  // vmauth says 400 of a token that it does not know
  if (status === 401 || (status === 400 && /^cannot find the provided auth token/.test(text)))
    return {
      kind: "forbidden",
      reason,
      remedy: "Give the credentials of a user who may write (JOULEMARK_INFLUX_TOKEN, or _USER and _PASSWORD)",
    };
  if (status === 403)
    return { kind: "forbidden", reason, remedy: "Grant that user or token the right to write to this database" };
  if (status === 404)
    return {
      kind: "hindered",
      reason,
      remedy: errorIn(text) === undefined ? LOOK : "Create the database: joulemark influx setup URL",
      // in the server's own words; a proxy before it says 404 of a server that is being started, too
      gone: /\b(database|bucket)\b.*not found/i.test(text),
    };
  if (status === 413) return { kind: "too-large" };
  if (status === 429 || status === 503) return { kind: "wait", reason, ...secondsOf(retryAfter, nowMs) };
  // 1.x says so of a policy that nobody has made, for as long as nobody has
  if (status === 500 && /retention policy not found/i.test(text))
    return { kind: "hindered", reason, remedy: "Create the retention policy, or leave rp= out of the address" };
  // a server of this kind says in JSON what it refuses; a page is a proxy's, or of a server that wants https: nothing of the points
  if ((status === 400 || status === 422) && errorIn(text) !== undefined) return { kind: "refused", reason };
  if (status >= 500) return { kind: "wait", reason };
  return noServer(reason);
}

const noServer = (reason: string): Meaning => ({
  kind: "hindered",
  reason,
  remedy: LOOK,
});

/** Seconds or a date; what is neither, and what is longer than five minutes, is not believed. */
function secondsOf(retryAfter: string | undefined, nowMs: number): { readonly seconds?: number } {
  if (retryAfter === undefined) return {};
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - nowMs) / 1000;
  return seconds > 0 ? { seconds: Math.min(seconds, MOST_WAIT_S) } : {};
}
