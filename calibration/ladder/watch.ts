import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import { trendOf } from "../pair/steady.js";

/** What of a span must have samples before it is judged: batches come late, and gaps may stand at its ends. */
const COVERED = 0.8;

/** The last samples of some traces while they are taken, to tell when a load is steady. */
export class SteadyWatch {
  readonly #keep: bigint;
  readonly #traces: { readonly at: Nanoseconds[]; readonly values: number[] }[];

  /**
   * @param traces - how many are watched
   * @param keepS - the longest span that will be asked for
   */
  constructor(traces: number, keepS: Seconds) {
    this.#traces = Array.from({ length: traces }, () => ({ at: [], values: [] }));
    // twice, so that old samples are let go of in large pieces
    this.#keep = nanoseconds(2 * keepS);
  }

  /** Takes new samples of a trace; NaN is a gap. */
  push(trace: number, at: ArrayLike<Nanoseconds>, values: ArrayLike<number>): void {
    const held = this.#traces[trace];
    if (held === undefined) return;
    for (let i = 0; i < at.length; i++) {
      held.at.push(at[i] ?? 0n);
      held.values.push(values[i] ?? Number.NaN);
    }
    const [first = 0n, last = 0n] = [held.at[0], held.at.at(-1)];
    if (last - first < 2n * this.#keep) return;
    const old = held.at.findIndex((time) => last - time <= this.#keep);
    held.at.splice(0, old);
    held.values.splice(0, old);
  }

  /** Whether every trace has samples over the span and is steady in it (`trendOf`). */
  isSteady(from: Nanoseconds, to: Nanoseconds): boolean {
    return this.#traces.every(({ at, values }) => {
      const first = at.findIndex((time) => time >= from);
      const times = first < 0 ? [] : at.slice(first).filter((time) => time <= to);
      const covered = Number((times.at(-1) ?? 0n) - (times[0] ?? 0n));
      if (times.length === 0 || covered < COVERED * Number(to - from)) return false;
      const shifted = Float64Array.from(times, (time) => Number(time - from));
      return trendOf(shifted, Float64Array.from(values.slice(first, first + times.length))).steady;
    });
  }
}
