import type { Batch, Gap } from "../../src/core/batch.js";
import type { ChunkContents } from "../../src/core/chunk.js";
import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import { earlier, later } from "../shared/instants.js";
import { readChunk } from "./chunks.js";
import type { Recorded } from "./recording.js";

/** How often samples are handed on, when they come faster than this. */
const BATCH_SECONDS = 0.1;

/** What to play, and how. */
export interface Playing {
  readonly recorded: Recorded;
  readonly clock: Clock;
  readonly speed: number;
  readonly loop: boolean;
  /** What passes between the last sample and the first of the next round. */
  readonly period: Seconds;
}

/** Maps recorded instants to the present: the first sample is now. */
interface Shift {
  readonly first: Nanoseconds;
  readonly start: Nanoseconds;
  readonly speed: number;
}

const shifted = ({ first, start, speed }: Shift, at: Nanoseconds): Nanoseconds =>
  start + (speed === 1 ? at - first : BigInt(Math.round(Number(at - first) / speed)));

/** The recording as if it were live: the first sample at once; ends with its last sample, or on abort. */
export async function* play(playing: Playing, signal: AbortSignal): AsyncGenerator<Batch> {
  if (signal.aborted) return;
  const { recorded, clock, speed, loop, period } = playing;
  const { places } = recorded.chunks;
  const first = places[0]?.header.first ?? 0n;
  const last = places.at(-1)?.header.last ?? first;
  let shift: Shift = { first, start: clock.now(), speed };
  do {
    yield* playOnce(playing, shift, signal);
    shift = { ...shift, start: shifted(shift, last) + nanoseconds(period / speed) };
  } while (loop && !signal.aborted);
}

async function* playOnce({ recorded, clock }: Playing, shift: Shift, signal: AbortSignal): AsyncGenerator<Batch> {
  let previous = shift.first;
  for (const place of recorded.chunks.places) {
    // its absence shows as missing samples, which is what it is
    const chunk = readChunk(recorded.descriptor, place);
    if (chunk === undefined) continue;
    for (let next = 0; next < chunk.at.length; ) {
      const ended = signal.aborted;
      const due = shifted(shift, chunk.at[next] ?? 0n);
      const soon = clock.now() + (next === 0 && previous === shift.first ? 0n : nanoseconds(BATCH_SECONDS));
      await clock.until(later(due, soon), signal);
      const end = firstAfter(chunk.at, next, (at) => shifted(shift, at) > clock.now());
      if (end > next) yield batchOf({ recorded, shift, previous }, chunk, { from: next, to: end });
      previous = chunk.at[end - 1] ?? previous;
      next = end;
      if (ended) return;
    }
  }
}

/** The first index from `from` on that is late; instants increase. */
function firstAfter(at: BigInt64Array, from: number, late: (at: Nanoseconds) => boolean): number {
  let low = from;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (late(at[middle] ?? 0n)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Place {
  readonly recorded: Recorded;
  readonly shift: Shift;
  /** The last recorded instant handed on before. */
  readonly previous: Nanoseconds;
}

function batchOf(
  { recorded, shift, previous }: Place,
  chunk: ChunkContents,
  part: { from: number; to: number },
): Batch {
  const until = chunk.at[part.to - 1] ?? previous;
  return {
    probe: "replay",
    at: chunk.at.slice(part.from, part.to).map((at) => shifted(shift, at)),
    columns: chunk.columns.map((column) => column.slice(part.from, part.to)),
    gaps: recorded.gaps.flatMap((gap) => pieceOf(gap, { from: previous, to: until }, shift)),
  };
}

/** The part of a recorded gap that falls between two batches, at its present place. */
function pieceOf(gap: Gap, span: { from: Nanoseconds; to: Nanoseconds }, shift: Shift): readonly Gap[] {
  const from = later(gap.from, span.from);
  const to = earlier(gap.to, span.to);
  // what ended with the last batch was told then
  if (from > to || (to === span.from && to !== shift.first)) return [];
  return [{ ...gap, probe: "replay", from: shifted(shift, from), to: shifted(shift, to) }];
}
