import type { Seconds } from "../../../src/core/units.js";
import { joined } from "./bytes.js";
import type { Link } from "./protocol.js";

const LINE_FEED = 0x0a;
const LONGEST_LINE = 4096;
/** A meter that streams 360 kB/s and was just told to stop has no more than this on its way. */
const MOST_LEFT_OVER = 4 * 2 ** 20;

/** The answers of a meter while it is opened, whatever pieces they come in. */
export class Inbox {
  readonly #link: Link;
  readonly #patience: Seconds;
  #held: Uint8Array = new Uint8Array(0);

  /** `patience` is how long to wait for the next piece of an answer. */
  constructor(link: Link, patience: Seconds) {
    this.#link = link;
    this.#patience = patience;
  }

  /** The next `count` bytes; undefined when they did not come. */
  async bytes(count: number): Promise<Uint8Array | undefined> {
    while (this.#held.length < count) if (!(await this.#more(this.#patience))) return undefined;
    const taken = this.#held.slice(0, count);
    this.#held = this.#held.slice(count);
    return taken;
  }

  /** The next line without its end, LF or CRLF; undefined when none came, or only one that is too long to be one. */
  async line(): Promise<string | undefined> {
    while (!this.#held.includes(LINE_FEED)) {
      if (this.#held.length > LONGEST_LINE || !(await this.#more(this.#patience))) return undefined;
    }
    const end = this.#held.indexOf(LINE_FEED);
    const text = String.fromCharCode(...this.#held.slice(0, Math.min(end, LONGEST_LINE)));
    this.#held = this.#held.slice(end + 1);
    return text.replace(/\r$/, "");
  }

  /** Drops everything until nothing comes for `quiet`; false for a meter that goes on and on. */
  async silence(quiet: Seconds): Promise<boolean> {
    for (let dropped = 0; dropped < MOST_LEFT_OVER; dropped += this.#held.length) {
      this.#held = new Uint8Array(0);
      if (!(await this.#more(quiet))) return true;
    }
    return false;
  }

  async #more(patience: Seconds): Promise<boolean> {
    const bytes = await this.#link.read(patience);
    if (bytes !== undefined) this.#held = joined(this.#held, bytes);
    return bytes !== undefined;
  }
}
