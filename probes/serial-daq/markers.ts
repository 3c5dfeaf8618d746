import type { Clock } from "../../src/core/clock.js";
import type { Mark } from "../../src/core/mark.js";
import type { Marker } from "../../src/core/marker.js";
import { type Nanoseconds, nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import type { Port } from "./port.js";

/** A marker comes back with the next pieces of the stream, which are handed on a few tenths of a second later. */
const RETURN: Seconds = 1;

/** How marks are put into the meter's stream. */
export interface MarkerOptions {
  readonly clock: Clock;
  /** The port at hand, which is another one after the meter was away. */
  readonly port: () => Port;
  /** What makes the meter mark its next row. */
  readonly byte?: Uint8Array;
  /** The line that is raised while the command runs, where it is, and the recorded column that shows it. */
  readonly line?: { readonly name: "dtr" | "rts"; readonly port: () => Port; readonly column?: string };
}

/** The instant at which the stream shows a marker, and what the meter's own clock showed. */
export interface Shown {
  readonly at: Nanoseconds;
  readonly clock: Seconds;
}

/** Sends marks to the meter, and waits for those that come back. */
export class Markers {
  readonly #options: MarkerOptions;
  /** In the order in which they were sent. One that is lost makes the next come back in its place: later, never sooner. */
  readonly #waiting: ((shown: Shown) => void)[] = [];

  constructor(options: MarkerOptions) {
    this.#options = options;
  }

  /** A row has the meter's marker. */
  shown(shown: Shown): void {
    this.#waiting.shift()?.(shown);
  }

  /** Undefined when it could not be sent. */
  async mark({ kind, name }: Pick<Mark, "kind" | "name">): Promise<Marker | undefined> {
    const { byte, line } = this.#options;
    if (line !== undefined) {
      const sent = await this.#timed(() => line.port().set(line.name, kind === "begin"));
      const { column } = line;
      return sent && { kind, name, ...sent, ...(column !== undefined && { column }) };
    }
    if (byte === undefined) return undefined;
    const returning = this.#nextShown();
    const sent = await this.#timed(() => this.#options.port().write(byte));
    const returned = await returning;
    return sent && { kind, name, ...sent, ...(returned !== undefined && { returned }) };
  }

  async #timed(send: () => Promise<void>): Promise<Pick<Marker, "sent" | "within"> | undefined> {
    const { clock } = this.#options;
    const before = clock.now();
    try {
      await send();
    } catch {
      // a port that is away is told by its own stream
      return undefined;
    }
    const after = clock.now();
    return { sent: (before + after) / 2n, within: secondsBetween(before, after) / 2 };
  }

  /** The next marker of the stream, if it comes in time. */
  async #nextShown(): Promise<Shown | undefined> {
    const { clock } = this.#options;
    const over = new AbortController();
    let found: Shown | undefined;
    const wake = (shown: Shown) => {
      found = shown;
      over.abort();
    };
    this.#waiting.push(wake);
    await clock.until(clock.now() + nanoseconds(RETURN), over.signal);
    const left = this.#waiting.indexOf(wake);
    if (left >= 0) this.#waiting.splice(left, 1);
    return found;
  }
}
