import type { Samples } from "../core/batch.js";
import type { Rail } from "../core/rail.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import type { RailChunk } from "./span.js";

/** Spacing above which a count that went down is not taken for a wrap when no plausible power is stated. */
const TRUSTED_PERIODS = 3;

/**
 * Counter readings without their wraps, in joules since the first one. A failed read (NaN) is a gap and never a wrap; the
 * difference across it still counts unless a whole turn could have been missed. A count that went down without a
 * plausible wrap, or up by more than the rail can carry, begins a new segment.
 */
export class Unwrapper {
  readonly #scale: number;
  readonly #range: number;
  readonly #plausible: number;
  readonly #period: number;
  readonly #column: number;
  #values = new Float64Array(0);
  #segments = new Int32Array(0);
  #count = 0;
  #last = Number.NaN;
  #lastAt = 0;
  #segment = 0;

  constructor(rail: Rail, column: number, period: number) {
    this.#scale = rail.columns[0]?.scale ?? 1;
    this.#range = wholeTurn((rail.counterRange ?? Number.NaN) / this.#scale);
    this.#plausible = rail.plausiblePower ?? Number.NaN;
    this.#period = period;
    this.#column = column;
  }

  fill({ length, at, columns }: Samples): RailChunk {
    const raw = columns[this.#column] ?? new Float64Array(length).fill(Number.NaN);
    if (this.#values.length < length) {
      this.#values = new Float64Array(length);
      this.#segments = new Int32Array(length);
    }
    for (let i = 0; i < length; i++) {
      this.#values[i] = this.#next(at[i] ?? Number.NaN, raw[i] ?? Number.NaN);
      this.#segments[i] = this.#segment;
    }
    return { length, at, values: this.#values, segments: this.#segments };
  }

  #next(at: number, reading: number): number {
    if (Number.isNaN(reading)) return Number.NaN;
    if (!Number.isNaN(this.#last)) {
      const difference = this.#difference(reading, at - this.#lastAt);
      if (Number.isNaN(difference)) this.#segment++;
      else this.#count += difference;
    }
    this.#last = reading;
    this.#lastAt = at;
    return this.#count * this.#scale;
  }

  /** What the counter counted in `spacing` ns, or NaN if that cannot be told. */
  #difference(reading: number, spacing: number): number {
    const turn = this.#range;
    const perNano = this.#plausible / NANOS_PER_SECOND / this.#scale;
    if (perNano * spacing >= turn) return Number.NaN;
    // Two periods more: an update may fall just outside one reading and just inside the next.
    const most = perNano * (spacing + 2 * this.#period);
    const difference = reading - this.#last;
    if (difference >= 0) return difference > most ? Number.NaN : difference;
    if (Number.isNaN(turn) || difference + turn < 0) return Number.NaN;
    if (Number.isNaN(most)) return spacing <= TRUSTED_PERIODS * this.#period ? difference + turn : Number.NaN;
    return difference + turn > most ? Number.NaN : difference + turn;
  }
}

/** Ranges are whole counts; dividing by a decimal scale leaves a speck. */
const wholeTurn = (range: number): number => (Math.abs(range - Math.round(range)) < 1e-3 ? Math.round(range) : range);
