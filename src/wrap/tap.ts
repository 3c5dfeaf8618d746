import type { Readable, Writable } from "node:stream";
import type { Clock } from "../core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../core/units.js";

/** After the command's end, output that its leftover processes hold open is closed when it is silent for this long. */
const SILENCE: Seconds = 0.25;
/** And when they go on writing, after this many such spans in which our reader kept up. */
const SPANS = 12;

/** One stream of the command on its way through us. */
export interface Pump {
  /** Passes on what is left after the command's end; `closed` is false when other processes still held it open. */
  finish(): Promise<{ readonly closed: boolean }>;
}

/** What a pump connects. */
export interface PumpOptions {
  readonly from: Readable;
  readonly to: Writable;
  readonly clock: Clock;
  /** Sees every byte once, after it was passed on. */
  readonly onBytes: (bytes: Buffer, arrived: Nanoseconds) => void;
}

const guarded = new WeakSet<Writable>();

/** A closed output (`| head -1`) also fails writes that come later, from whomever; none of them may end us. */
function guard(to: Writable): void {
  if (guarded.has(to)) return;
  guarded.add(to);
  to.on("error", () => undefined);
}

/**
 * Passes bytes on as they are: each chunk is stamped, written, and only then looked at. A slow reader slows the command,
 * a reader that is gone closes the command's pipe, as if we were not there.
 */
export function pump({ from, to, clock, onBytes }: PumpOptions): Pump {
  guard(to);
  let heard = false;
  const failed = () => from.destroy();
  const closed = new Promise<void>((resolve) => from.once("close", resolve));
  from.on("error", () => undefined); // `close` follows
  to.on("error", failed);
  from.on("data", (bytes: Buffer) => {
    const arrived = clock.now();
    heard = true;
    if (!to.write(bytes)) {
      from.pause();
      to.once("drain", () => from.resume());
    }
    onBytes(bytes, arrived);
  });
  return {
    async finish() {
      for (let spans = 0; !from.closed && spans < SPANS; ) {
        heard = false;
        const waiting = new AbortController();
        await Promise.race([closed, clock.until(clock.now() + nanoseconds(SILENCE), waiting.signal)]);
        waiting.abort();
        if (from.isPaused()) continue; // a slow reader, and bytes that wait for it
        if (!heard) break;
        spans++;
      }
      const whole = from.closed;
      from.destroy();
      await new Promise<void>((resolve) => to.write("", () => resolve()));
      to.off("error", failed);
      return { closed: whole };
    },
  };
}
