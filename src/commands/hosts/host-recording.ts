import type { ClockStatus } from "../../core/clock-status.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds } from "../../core/units.js";
import type { RecordingToSummarize, SummarizeOptions } from "../summarize-recording.js";

/** One host's recording, and where it lies on the wall clock. */
export interface HostRecording {
  readonly host: string;
  readonly recording: RecordingToSummarize;
  readonly how: SummarizeOptions;
  /** The recording's start, in nanoseconds since 1970: one mapping for all of it. */
  readonly zero: Nanoseconds;
  readonly clock: ClockStatus;
}

/** A span in nanoseconds, of whatever clock. */
export interface Span {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
}

/** Of the whole milliseconds in which a wall clock is read. */
const READING: Seconds = 1e-3;

/** From the first execution that counts to the end of the last; of a recording that executed nothing, all of it. */
export function measuredSpan({ manifest, ending, executions, endsEarlyAtNs = 0 }: RecordingToSummarize): Span {
  const counted = executions.filter(({ warmup }) => !warmup);
  const [first, last] = [counted[0], counted.at(-1)];
  if (first !== undefined && last !== undefined) return { from: first.from, to: last.to };
  return { from: manifest.start, to: ending?.end ?? manifest.start + BigInt(Math.round(endsEarlyAtNs)) };
}

/** An instant of the host's own clock on the wall clock. */
export const onWall = ({ zero, recording: { manifest } }: HostRecording, { from, to }: Span): Span => ({
  from: from - manifest.start + zero,
  to: to - manifest.start + zero,
});

/** And back. */
export const onHost = ({ zero, recording: { manifest } }: HostRecording, { from, to }: Span): Span => ({
  from: from - zero + manifest.start,
  to: to - zero + manifest.start,
});

/**
 * How far the wall clock of the run may be off: what its keeper says, the millisecond in which it was read, and how far
 * it was set while the run lasted. Undefined where no keeper bounds it.
 */
export function clockWithin(host: HostRecording): Seconds | undefined {
  const { withinS } = host.clock;
  return withinS === undefined ? undefined : withinS + READING + steppedS(host);
}

/** How far the wall clock was set against the host's own while the run lasted. */
export function steppedS({ recording: { events } }: HostRecording): Seconds {
  const offsets = events.flatMap((event) =>
    event.type === "clock" ? [event.pair.wallMs * 1e-3 - Number(event.pair.mono) / NANOS_PER_SECOND] : [],
  );
  const most = Math.max(0, ...offsets.map((offset) => Math.abs(offset - (offsets[0] ?? 0))));
  // two readings in whole milliseconds differ by one
  return most <= 2 * READING ? 0 : most;
}
