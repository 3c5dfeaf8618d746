import type { Clock } from "../../core/clock.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../../core/units.js";
import type { Address } from "./address.js";
import { Post, type PostOptions } from "./post.js";

/** Between two looks. */
const SELDOM: Seconds = 10;
/** A question is asked in passing: an answer that is late is none. */
const PATIENCE_MS = 5000;

interface PresenceOptions extends PostOptions {
  readonly address: Address;
  readonly run: string;
  readonly clock: Clock;
}

/**
 * Whether a database still has what it took. One that is lost and made anew between two posts takes the next one as if
 * nothing had been: it shows by a point that was there at the last look and is no more. Who may only write cannot see it.
 */
export class Presence {
  readonly #options: PresenceOptions;
  /** The instant of a sample that was there at the last look, and of the newest since. */
  #old: Nanoseconds | undefined;
  #new: Nanoseconds | undefined;
  #lookedAt: Nanoseconds;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#lookedAt = options.clock.now();
  }

  /** A sample at this instant of the wall clock was taken. */
  took(instant: Nanoseconds): void {
    this.#old ??= instant;
    this.#new = instant;
  }

  /** False when what was taken is gone; looks now and then, or `now`. */
  async stands(signal: AbortSignal, { now }: { readonly now: boolean }): Promise<boolean> {
    const { clock } = this.#options;
    if (this.#old === undefined || (!now && secondsBetween(this.#lookedAt, clock.now()) < SELDOM)) return true;
    this.#lookedAt = clock.now();
    const there = await this.#ask(`time = ${this.#old}`, signal);
    this.#old = there === false ? undefined : this.#new;
    return there !== false;
  }

  /** Whether there is anything of the run; undefined where it cannot be known. */
  anything(signal: AbortSignal): Promise<boolean | undefined> {
    return this.#ask("", signal);
  }

  async #ask(when: string, signal: AbortSignal): Promise<boolean | undefined> {
    const { address, run, ...options } = this.#options;
    if (address.query === undefined || address.database === undefined) return undefined;
    const url = new URL(address.query);
    const policy = address.write.searchParams.get("rp");
    const and = when === "" ? "" : ` AND ${when}`;
    url.searchParams.set("db", address.database);
    if (policy !== null) url.searchParams.set("rp", policy);
    url.searchParams.set("q", `SELECT * FROM power WHERE run = '${run.replaceAll(/['\\]/g, "\\$&")}'${and} LIMIT 1`);
    try {
      using post = new Post(url, { ...options, silenceMs: PATIENCE_MS, wholeMs: PATIENCE_MS, compressed: false });
      const { status, text } = await post.send(Buffer.alloc(0), signal);
      return status === 200 ? seen(text) : undefined;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }
}

/** An answer without an error, and with or without a series in it. */
function seen(text: string): boolean | undefined {
  if (!text.includes('"statement_id"') || text.includes('"error"')) return undefined;
  return text.includes('"series"');
}
