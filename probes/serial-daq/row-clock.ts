import { MeasurementError } from "../../src/core/error.js";
import type { Seconds } from "../../src/core/units.js";
import { Envelope, WORST_RATE } from "./envelope.js";

/** The end of one piece of the stream: the row of index `row` was its last, and came at `host` seconds. */
export interface PieceEnd {
  readonly row: number;
  readonly host: Seconds;
}

/** Rows of one stretch without a loss, by the meter's clock in seconds. */
export interface Stretch {
  readonly device: Float64Array;
  readonly ends: readonly PieceEnd[];
}

/** How fast a wrong placement is put right: by so much of the time that passes. */
const SLEW = 1e-3;
/** Rows keep at least this share of their distance while they wait for their arrivals. */
const SQUEEZE = 0.5;
/** All arrivals of some seconds are this late and more: not delayed, but rows are missing that the meter's clock did not count. */
const JUMP: Seconds = 0.02;
const JUMP_BINS = 3;
/** A row this long before its own arrival was possible has a wrong stamp. */
const EARLY: Seconds = 1;
/** What was waiting in buffers when we began to listen comes all at once. */
const BACKLOG: Seconds = 1;
/** When the meter's rate is judged, and how far it may be off. */
const SHORT: Seconds = 3;
const LONG: Seconds = 60;
const BURST = 0.25;
const LEAST_STEP: Seconds = 1e-9;

/**
 * Places rows on our clock by the meter's: where the envelope of their arrivals puts them, but always later than the row
 * before and never after their arrival. What the envelope learns moves rows slowly, so that their distances stay the meter's.
 */
export class RowClock {
  readonly #envelope = new Envelope();
  #last: { readonly device: Seconds; readonly host: Seconds } | undefined;
  #first: { readonly device: Seconds; readonly host: Seconds } | undefined;
  /** The arrival from which the meter's rate is judged. */
  #judged: { readonly device: Seconds; readonly host: Seconds } | undefined;
  #floor: Seconds = Number.NEGATIVE_INFINITY;

  /** Rows were lost: the meter's stamps begin anew. */
  restart(): void {
    this.#envelope.restart();
    this.#last = undefined;
    this.#first = undefined;
    this.#judged = undefined;
  }

  /** Learns from the arrivals of rows that wait to be placed. Throws PROBE_DIED when the clock runs at no plausible rate. */
  learn({ device, ends }: Stretch): void {
    for (const { row, host } of ends) {
      const stamp = device[row] ?? 0;
      this.#envelope.add(stamp, host);
      this.#first ??= { device: stamp, host };
      this.#judged ??= host - this.#first.host > BACKLOG ? { device: stamp, host } : undefined;
      if (this.#judged !== undefined) checkRate(host - this.#judged.host, stamp - this.#judged.device);
    }
  }

  /** Whether a row that came at `host` cannot bear this stamp: one from the future is damage, or a clock that was set. */
  isEarly(device: Seconds, host: Seconds): boolean {
    if (this.#first === undefined) return false;
    const { offset, rate } = this.#envelope.line();
    return offset + rate * device > host + EARLY;
  }

  /** Whether the meter's clock fell behind for good, because what was lost hid behind whole turns of its counter. */
  jumped(): boolean {
    if (!this.#envelope.isBehind(JUMP_BINS, JUMP)) return false;
    this.#envelope.keepNewest(JUMP_BINS);
    this.#last = undefined;
    return true;
  }

  /** The host's time of each row, in seconds. */
  place({ device, ends }: Stretch): Float64Array {
    const { offset, rate } = this.#envelope.line();
    const placed = new Float64Array(device.length);
    let row = 0;
    for (const end of ends) {
      const first = device[row] ?? 0;
      // the first row of all stands where the envelope puts it
      const from = this.#last ?? { device: first, host: this.#startAt(offset + rate * first) };
      const last = device[end.row] ?? first;
      const span = last - from.device;
      const wanted = offset + rate * last;
      // a wrong placement decays by SLEW of the time passed
      const wrong = from.host + rate * span - wanted;
      const slewed = wanted + Math.sign(wrong) * Math.max(0, Math.abs(wrong) - SLEW * span);
      const to = Math.min(end.host, Math.max(slewed, from.host + SQUEEZE * span));
      const scale = span > 0 ? Math.max(0, to - from.host) / span : 0;
      for (; row <= end.row; row++) {
        const at = from.host + scale * ((device[row] ?? 0) - from.device);
        this.#floor = Math.max(at, this.#floor + LEAST_STEP);
        placed[row] = this.#floor;
      }
      this.#last = { device: last, host: Math.max(to, this.#floor) };
    }
    return placed;
  }

  #startAt(host: Seconds): Seconds {
    return Math.max(host, this.#floor + LEAST_STEP);
  }
}

/** At first only a wrong unit can be told from a burst at the beginning; after a minute a wrong clock can. */
function checkRate(hostSpan: Seconds, deviceSpan: Seconds): void {
  const tolerance = hostSpan < LONG ? BURST : WORST_RATE;
  const off = Math.abs(deviceSpan - hostSpan) > tolerance * hostSpan;
  if (hostSpan > SHORT && off) throw wrongRate(deviceSpan / hostSpan);
}

const wrongRate = (rate: number): MeasurementError =>
  new MeasurementError(
    "PROBE_DIED",
    `The meter's clock makes ${Number(rate.toPrecision(3))} s in one of ours`,
    "Declare its time in the unit it has (e.g. time:ms or time:us), and the width of its counter",
  );
