import type { Seconds } from "../core/units.js";

/**
 * A load that changes in steps: `level[k]` from `atS[k]` until the next change, the last for ever, and 0 before the
 * first. Levels are shares of full load, 0 to 1; times increase.
 */
export interface Load {
  readonly atS: Float64Array;
  readonly level: Float64Array;
}

/** A load from the spans in which it was full; spans that touch or overlap become one. */
export function loadOf(spans: readonly (readonly [on: Seconds, off: Seconds])[]): Load {
  const merged: [number, number][] = [];
  for (const [on, off] of [...spans].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (!(off > on)) continue;
    if (last !== undefined && on <= last[1]) last[1] = Math.max(last[1], off);
    else merged.push([on, off]);
  }
  const atS = Float64Array.from(merged.flat());
  return { atS, level: atS.map((_, k) => (k % 2 === 0 ? 1 : 0)) };
}

/** The level of the load and its integral, asked for at times that mostly increase: it remembers where it was. */
export class LoadCursor {
  readonly #load: Load;
  readonly #sums: Float64Array;
  #k = -1;

  /** @param sums - the integral at each change, when `integralAt` computed it already. */
  constructor(load: Load, sums: Float64Array = integralAtChanges(load)) {
    this.#load = load;
    this.#sums = sums;
  }

  /** Which change was the last at this instant; -1 before the first. */
  seek(t: Seconds): number {
    const { atS } = this.#load;
    while (this.#k >= 0 && (atS[this.#k] ?? 0) > t) this.#k--;
    while (this.#k + 1 < atS.length && (atS[this.#k + 1] ?? 0) <= t) this.#k++;
    return this.#k;
  }

  /** Share of full load at this instant. */
  level(t: Seconds): number {
    return this.#load.level[this.seek(t)] ?? 0;
  }

  /** Integral of the share from the beginning to this instant, in seconds of full load; exact. */
  integral(t: Seconds): Seconds {
    const k = this.seek(t);
    return k < 0 ? 0 : (this.#sums[k] ?? 0) + (this.#load.level[k] ?? 0) * (t - (this.#load.atS[k] ?? 0));
  }
}

/** Loads do not change, and a fit asks for the same thousands of times. */
const known = new WeakMap<Load, Float64Array>();

/** The integral of the load at each of its changes, in seconds of full load (the cumulative pattern of 3.5). */
export function integralAtChanges(load: Load): Float64Array {
  const sums = known.get(load) ?? summed(load);
  known.set(load, sums);
  return sums;
}

function summed({ atS, level }: Load): Float64Array {
  const sums = new Float64Array(atS.length);
  for (let k = 1; k < atS.length; k++) {
    sums[k] = (sums[k - 1] ?? 0) + (level[k - 1] ?? 0) * ((atS[k] ?? 0) - (atS[k - 1] ?? 0));
  }
  return sums;
}
