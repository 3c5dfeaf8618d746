import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import type { Nvml, Reading } from "./bindings.js";
import type { Way } from "./ways.js";

/** What one column is read from. */
export interface Source {
  readonly uuid: string;
  readonly way: Way;
}

/** Plain data: it is handed to the program that reads. */
export interface Plan {
  readonly sources: readonly Source[];
  readonly period: Seconds;
}

/** What the loop runs on. */
export interface LoopHost {
  readonly clock: Clock;
  /** Blocks until the instant; true when the loop was told to stop. */
  sleepUntil(at: Nanoseconds): boolean;
  write(text: string): void;
}

/** Lines are handed on this often: more often costs the measured program, less often delays the live line. */
const FLUSH = nanoseconds(1);

/**
 * Reads every source on a fixed grid of absolute deadlines until told to stop, then once more, so that the last sample
 * is at the end. A tick that comes too late is left out, never made up for. One line a tick: the instant in
 * nanoseconds, then a number or a word for each source.
 */
export function sample(nvml: Nvml, { sources, period }: Plan, { clock, sleepUntil, write }: LoopHost): void {
  const readers = sources.map((source) => readerOf(nvml, source));
  const start = clock.now();
  let lines = "";
  let flushed = 0n;
  for (let tick = 0, stop = false; !stop; ) {
    stop = sleepUntil(start + nanoseconds(tick * period));
    const before = clock.now();
    const cells = readers.map((read) => read());
    const after = clock.now();
    lines += `${(before + after) >> 1n} ${cells.join(" ")}\n`;
    if (stop || after - flushed >= FLUSH) {
      write(lines);
      lines = "";
      flushed = after;
    }
    tick = Math.max(tick, Math.floor(Number(after - start) / 1e9 / period)) + 1;
  }
}

/** A GPU that is not there is looked for again at every tick. */
function readerOf(nvml: Nvml, { uuid, way }: Source): () => Reading {
  let read: (() => Reading) | undefined;
  return () => {
    if (read !== undefined) return read();
    const handle = nvml.handle(uuid);
    if (typeof handle === "string") return handle;
    read = nvml.reader(handle, way);
    return read();
  };
}
