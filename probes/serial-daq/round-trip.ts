import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import type { Link } from "../shared/serial/protocol.js";

/**
 * A link that sees how quickly a silent meter answers: no byte needs longer than that from it to us, which nothing else
 * bounds. What a meter sends unasked is no answer, so only what was asked after a silence counts.
 */
export class TimedLink implements Link {
  /** The shortest from a question to the first bytes after it; undefined when nothing was asked after a silence. */
  roundTrip: Seconds | undefined;
  readonly #link: Link;
  readonly #clock: Clock;
  #silent = false;
  #asked: Nanoseconds | undefined;

  constructor(link: Link, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#silent) this.#asked ??= this.#clock.now();
    return this.#link.write(bytes);
  }

  async read(patience: Seconds): Promise<Uint8Array | undefined> {
    const bytes = await this.#link.read(patience);
    if (bytes === undefined) {
      this.#silent = true;
      this.#asked = undefined;
      return undefined;
    }
    if (this.#asked !== undefined) {
      const took = secondsBetween(this.#asked, this.#clock.now());
      this.roundTrip = Math.min(took, this.roundTrip ?? took);
    }
    this.#silent = false;
    this.#asked = undefined;
    return bytes;
  }
}
