import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../core/clock.js";
import { MeasurementError } from "../../core/error.js";
import type { Refused } from "../../core/sink.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../../core/units.js";
import { type Meaning, meaningOf } from "./answer.js";
import { waits } from "./backoff.js";
import type { Block } from "./block.js";
import type { Post } from "./post.js";
import type { Strike } from "./redact.js";
import { unanswered } from "./unanswered.js";

/** A person has to do something first: ask seldom. */
const HINDERED: Seconds = 30;
/** Fewer bytes in one post are asked of nobody. */
const LEAST_BYTES = 1000;
/** What a post holds at the most; InfluxDB takes 25 MB unless it is told otherwise. */
const MOST_BYTES = 2_000_000;

/** How much more is tried after each post that was taken: what fails costs a post, or its silence. */
const LIMIT_GROWTH = 1.01;
const WINDOW_GROWTH = 1.1;
/** A line that is no longer has to be taken by whatever is a server of this kind. */
const ANY_LINE_BYTES = 65_536;

interface DeliveryOptions {
  readonly post: Pick<Post, "send">;
  readonly label: string;
  readonly clock: Clock;
  /** What is shown of a server's words. */
  readonly strike?: Strike;
  log(line: string): void;
  readonly random?: () => number;
}

/** Gives lines to a server until it has them, each of them or the reason why not. */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** What the server takes in a post. */
  #limit = MOST_BYTES;
  /** What gets through in time. */
  #window = MOST_BYTES;
  #failingSince: Nanoseconds | undefined;
  #said = "";
  #hasTaken = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all is safe but what is refused for good. Rejects when the signal aborts, with PERMISSION, or with
   * TARGET_EMPTIED when what was taken before is gone.
   */
  async deliver(block: Block, signal: AbortSignal): Promise<readonly Refused[]> {
    const refused: Refused[] = [];
    const waiting: Block[] = [block];
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      if (part.count === 0) continue;
      const meaning = await this.#give(part, signal);
      if (meaning.kind === "taken") continue;
      const reason = meaning.kind === "refused" ? meaning.reason : "too large for the server";
      // the same points written again change nothing: halves tell which of them are not taken
      if (part.count > 1 && !isAll(meaning, part)) waiting.push(...[...part.halves()].reverse());
      else refused.push(...part.lines().map((text) => ({ text, reason })));
    }
    return refused;
  }

  async #give({ bytes: body, count }: Block, signal: AbortSignal): Promise<Meaning> {
    const alone = count === 1;
    if (!alone && body.length > Math.min(this.#limit, this.#window)) return tooLarge;
    const meaning = await this.#post(body, { signal, alone });
    const half = Math.max(LEAST_BYTES, Math.ceil(body.length / 2));
    if (meaning.kind === "too-large") this.#limit = Math.min(this.#limit, half);
    if (meaning.kind === "too-slow") this.#window = half;
    if (meaning.kind === "taken") {
      this.#hasTaken = true;
      this.#window = Math.min(WINDOW_GROWTH * this.#window, MOST_BYTES);
      // what a server takes may have been raised: tried now and then
      this.#limit = Math.min(LIMIT_GROWTH * this.#limit, MOST_BYTES);
    }
    return meaning;
  }

  /** Posts again and again until there is an answer that says something of the lines themselves, or shows them to be too many. */
  async #post(
    body: Buffer,
    { signal, alone }: { readonly signal: AbortSignal; readonly alone: boolean },
  ): Promise<Meaning> {
    for (const wait of waits(this.#options.random ?? Math.random)) {
      const answer = await this.#once(body, signal);
      const meaning = answer.kind === "too-large" && alone && body.length <= ANY_LINE_BYTES ? closed : answer;
      if (meaning.kind === "forbidden") throw forbidden(this.#options.label, meaning);
      if (meaning.kind === "hindered" && meaning.gone === true && this.#hasTaken) throw this.emptied(meaning.reason);
      const cut = meaning.kind === "wait" && meaning.broken === true && !alone && body.length > LEAST_BYTES;
      if (meaning.kind !== "wait" && meaning.kind !== "hindered") {
        this.#recovered();
        return meaning;
      }
      this.#failed(meaning);
      const seconds = meaning.kind === "hindered" ? HINDERED * (0.5 + wait / 60) : (meaning.seconds ?? wait);
      await sleep(seconds * 1000, undefined, { signal });
      if (cut) return { kind: "too-slow" };
    }
    throw new Error("waits have no end");
  }

  async #once(body: Buffer, signal: AbortSignal): Promise<Meaning> {
    try {
      const { post, clock, strike } = this.#options;
      return meaningOf(await post.send(body, signal), clock.wall(), strike);
    } catch (error) {
      signal.throwIfAborted();
      return unanswered(error);
    }
  }

  /** Said once a reason: a log of a week's outage is a few lines. */
  #failed(meaning: Extract<Meaning, { kind: "wait" | "hindered" }>): void {
    this.#failingSince ??= this.#options.clock.now();
    // some servers name the port that asked, or the time: no other reason
    const reason = meaning.reason.replaceAll(/\d{4,}/g, "");
    if (this.#said === reason) return;
    this.#said = reason;
    const remedy = meaning.kind === "hindered" ? ` -> ${meaning.remedy}` : "";
    this.#options.log(`${this.#options.label}: ${meaning.reason}; nothing is lost, it is tried again${remedy}`);
  }

  #recovered(): void {
    if (this.#failingSince === undefined) return;
    const seconds = secondsBetween(this.#failingSince, this.#options.clock.now());
    this.#options.log(`${this.#options.label}: takes points again, after ${seconds.toFixed(1)} s`);
    this.#failingSince = undefined;
    this.#said = "";
  }

  /** That what was taken before is not there any more. */
  emptied(reason = "a point that was there is no more"): MeasurementError {
    this.#hasTaken = false;
    return new MeasurementError(
      "TARGET_EMPTIED",
      `${this.#options.label}: ${reason}: what it had taken before is gone`,
      "Create the database again: joulemark influx setup; then send all of it: joulemark send RUN --again",
    );
  }
}

const tooLarge: Meaning = { kind: "too-large" };

const closed: Meaning = {
  kind: "hindered",
  reason: "413, a single line is too large for it",
  remedy: "Raise how much the server, or the proxy before it, takes in a request",
};

/** 1.x counts what it did not take: where that is everything, nobody has to look for it. */
const isAll = (meaning: Meaning, { count }: Block): boolean =>
  meaning.kind === "refused" && Number(/\bdropped=(\d+)/.exec(meaning.reason)?.[1]) === count;

const forbidden = (label: string, { reason, remedy }: Extract<Meaning, { kind: "forbidden" }>): MeasurementError =>
  new MeasurementError(
    "PERMISSION",
    `${label} refuses: ${reason}`,
    `${remedy}; then send what waits: joulemark send RUN`,
  );
