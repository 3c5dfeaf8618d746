import type { Finding } from "../core/finding.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { type Habit, repeatsAllowed } from "./habit.js";

/** A sensor that made no value any more and went on showing the last one. */
export interface Stop {
  /** When it made that value, and when it was last shown (ns). */
  readonly since: number;
  until: number;
  /** How often in a row, and the value in the column's own unit. */
  count: number;
  readonly value: number;
}

/** Values that were passed on before it was known: when the first was made, and how many came after it. */
export type Withdraw = (since: number, count: number) => void;

/** So many equal values in a row are let pass even of the finest sensor. */
const FEWEST = 20;
/** Any run of so many holds two samples this far apart. */
const STRIDE = 8;
const HISTORY = 64;

/**
 * Finds out a sensor that repeats its last value for ever, by how often it repeated values before, within 20 of its
 * updates; what it shows from then on is missing. While all is well it reads one sample in eight.
 */
export class Stopped {
  readonly stops: Stop[] = [];
  readonly #habit: Habit;
  #value = Number.NaN;
  #since = Number.NaN;
  #count = 0;
  /** Of those, the ones before this chunk. */
  #earlier = 0;
  /** Equal values from which on it is dead; found once a run. */
  #allowed = 0;
  #stop: Stop | undefined;
  /** What came before the run, and where in this chunk it began; -1 before it. */
  #history: readonly number[] = [];
  #start = -1;

  constructor(habit: Habit) {
    this.#habit = habit;
  }

  /** The column with what a dead sensor showed missing: the same one where there is nothing of that. */
  apply(at: Float64Array, column: Float64Array, length: number, withdraw: Withdraw): Float64Array {
    let shown = column;
    this.#start = -1;
    this.#earlier = this.#count;
    for (let i = 0; i < length; i++) {
      const value = column[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (value !== this.#value) {
        i = this.#begin(at, column, ahead(column, i, length));
        continue;
      }
      this.#count++;
      if (!this.#isDead(column)) continue;
      if (shown === column) shown = column.slice(0, length);
      if (this.#stop === undefined) this.#declare(shown, i, withdraw);
      shown[i] = Number.NaN;
      if (this.#stop !== undefined) Object.assign(this.#stop, { until: at[i], count: this.#count });
    }
    this.#carry(column);
    return shown;
  }

  #begin(at: Float64Array, column: Float64Array, i: number): number {
    // it is the carried run that came before what begins at the chunk's first value
    const first = runStart(column, i);
    if (this.#start < 0)
      this.#history = [...this.#history, ...new Array(Math.min(this.#count, HISTORY)).fill(this.#value)];
    this.#start = first;
    this.#value = column[i] ?? Number.NaN;
    this.#since = at[first] ?? Number.NaN;
    this.#count = i - first + 1;
    this.#allowed = 0;
    this.#stop = undefined;
    return i;
  }

  #isDead(column: Float64Array): boolean {
    if (this.#stop !== undefined) return true;
    if (this.#count < FEWEST) return false;
    if (this.#allowed === 0) {
      const allowed = repeatsAllowed(this.#before(column), this.#value, this.#habit);
      this.#allowed = Math.max(FEWEST, allowed);
    }
    return this.#count >= this.#allowed;
  }

  #declare(shown: Float64Array, i: number, withdraw: Withdraw): void {
    this.#stop = { since: this.#since, until: this.#since, count: this.#count, value: this.#value };
    this.stops.push(this.#stop);
    shown.fill(Number.NaN, this.#start + 1, i);
    if (this.#start < 0) withdraw(this.#since, Math.max(0, this.#earlier - 1));
  }

  /** The last values before the run. */
  #before(column: Float64Array): readonly number[] {
    if (this.#start < 0) return this.#history.slice(-HISTORY);
    const near = [...column.subarray(Math.max(0, this.#start - HISTORY), this.#start)];
    return [...this.#history, ...near].filter((value) => !Number.isNaN(value)).slice(-HISTORY);
  }

  #carry(column: Float64Array): void {
    this.#history = this.#before(column);
    this.#start = -1;
  }
}

/** The farthest index from `i` on that no long run reaches from before it: samples a stride apart that differ. */
function ahead(column: Float64Array, i: number, length: number): number {
  let at = i;
  for (let next = at + STRIDE; next < length; at = next, next += STRIDE) {
    const value = column[next] ?? Number.NaN;
    if (value === column[at] || Number.isNaN(value)) return at;
  }
  return at;
}

/** The first of the equal values that end at `i`. */
function runStart(column: Float64Array, i: number): number {
  let first = i;
  while (first > 0 && column[first - 1] === column[i]) first--;
  return first;
}

/** What to know of a sensor that stopped before a window was over; times of the windows in ns. */
export function stopFinding(
  { since, until, count }: Stop,
  {
    probe,
    rail,
    key,
    from,
  }: { readonly probe: string; readonly rail: string; readonly key: string; readonly from: number },
): Finding {
  const seconds = (ns: number) => (ns / NANOS_PER_SECOND).toFixed(3);
  return {
    code: "frozen-reading",
    severity: "degraded",
    message: `${rail} in window ${key}: it made its last value ${seconds(since - from)} s after the beginning and showed it ${count} times, for ${seconds(until - since)} s, as it never did before: what follows is a gap`,
    remedy: "Its sensor or driver has most likely stopped making new values: restart it and measure again",
    probe,
    rail,
  };
}
