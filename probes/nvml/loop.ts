import { type Clock, readClockPair } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import type { Nvml, Reading } from "./bindings.js";
import { WallOffset } from "./wall-offset.js";
import type { PolledWay, Way } from "./ways.js";

/** What one column is read from, by polling. */
export interface Source {
  readonly uuid: string;
  readonly way: Way;
}
type Polled = Source & { readonly way: PolledWay };

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
export function sample(nvml: Nvml, { sources, period }: Plan, host: LoopHost): void {
  const [source] = sources;
  if (source?.way === "samples") sampleKept(nvml, source.uuid, host);
  else poll(nvml, { sources: sources.filter(isPolled), period }, host);
}

const isPolled = (source: Source): source is Polled => source.way !== "samples";

function poll(
  nvml: Nvml,
  { sources, period }: { readonly sources: readonly Polled[]; readonly period: Seconds },
  { clock, sleepUntil, write }: LoopHost,
): void {
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
function readerOf(nvml: Nvml, { uuid, way }: Polled): () => Reading {
  let read: (() => Reading) | undefined;
  return () => {
    if (read !== undefined) return read();
    const handle = nvml.handle(uuid);
    if (typeof handle === "string") return handle;
    read = nvml.reader(handle, way);
    return read();
  };
}

/** The driver's buffer is emptied this often: it holds some seconds. */
const FETCH = nanoseconds(0.5);

/** The samples that the driver itself takes, of one GPU: their instants are of the wall clock, mapped anew at each fetch. */
function sampleKept(nvml: Nvml, uuid: string, { clock, sleepUntil, write }: LoopHost): void {
  const wallOffset = new WallOffset();
  let since = BigInt(Math.round(clock.wall() * 1000));
  for (let stop = false; !stop; ) {
    stop = sleepUntil(clock.now() + FETCH);
    const handle = nvml.handle(uuid);
    const kept = typeof handle === "string" ? handle : nvml.samples(handle, since);
    const pair = readClockPair(clock);
    const offset = wallOffset.next(pair);
    if (typeof kept === "string") write(`${pair.mono} ${kept}\n`);
    else write(kept.map(({ micros, milliwatts }) => `${micros * 1000n + offset} ${milliwatts}\n`).join(""));
    if (typeof kept !== "string") since = kept.at(-1)?.micros ?? since;
  }
}
