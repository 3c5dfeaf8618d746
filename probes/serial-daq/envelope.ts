import type { Seconds } from "../../src/core/units.js";

/** When a row that the meter stamped `device` came in, both in seconds from some instant. */
interface Arrived {
  readonly device: Seconds;
  readonly host: Seconds;
}

/** Where the meter's clock stands on ours: host = offset + rate x device. */
export interface ClockLine {
  readonly offset: Seconds;
  readonly rate: number;
}

/** Of each second the arrival that was delayed least is kept. */
const BIN: Seconds = 1;
/** Crystals bend with temperature: older arrivals no longer count (measurement.md 3.2). */
const BINS = 300;
/** Before that a rate would be the jitter of two arrivals. */
const RATE_BINS = 4;
/** No oscillator is worse, not even a microcontroller's own. */
export const WORST_RATE = 0.02;

/**
 * The lower envelope of arrivals: a row can be late, never early, so the least delayed arrivals tell where the meter's clock
 * stands (measurement.md 3.2). The line is the edge of their lower convex hull below the mean device time.
 */
export class Envelope {
  #bins: Arrived[] = [];
  #rate = 1;

  /** Arrivals come in the order of their stamps. */
  add(device: Seconds, host: Seconds): void {
    const last = this.#bins.at(-1);
    if (last === undefined || Math.floor(device / BIN) !== Math.floor(last.device / BIN)) {
      this.#bins.push({ device, host });
      if (this.#bins.length > BINS) this.#bins.shift();
    } else if (host - last.host < this.#rate * (device - last.device))
      this.#bins[this.#bins.length - 1] = { device, host };
  }

  /** Forgets the arrivals; the oscillator is still the same. */
  restart(): void {
    this.#bins = [];
  }

  /** Forgets all arrivals but the last few seconds'. */
  keepNewest(bins: number): void {
    this.#bins = this.#bins.slice(-bins);
  }

  /** Whether all arrivals of the last seconds, `bins` of them, are later than the line by more than `delay`. */
  isBehind(bins: number, delay: Seconds): boolean {
    const newest = this.#bins.slice(-bins);
    const [first] = newest;
    const last = newest.at(-1);
    if (first === undefined || last === undefined || this.#bins.length <= bins) return false;
    // rows that were held up come in quicker than they were taken, and are no sign of anything
    if (last.host - first.host < (last.device - first.device) / 2) return false;
    const { offset, rate } = this.line();
    return newest.every(({ device, host }) => host - offset - rate * device > delay);
  }

  /** Never after an arrival. */
  line(): ClockLine {
    const fitted = this.#bins.length < RATE_BINS ? this.#rate : rateOf(lowerHull(this.#bins), meanOf(this.#bins));
    this.#rate = Math.min(1 + WORST_RATE, Math.max(1 - WORST_RATE, fitted));
    const rate = this.#rate;
    const offset = this.#bins.reduce(
      (least, { device, host }) => Math.min(least, host - rate * device),
      Number.POSITIVE_INFINITY,
    );
    return { offset, rate };
  }
}

const meanOf = (points: readonly Arrived[]): number =>
  points.reduce((sum, { device }) => sum + device, 0) / points.length;

/** Andrew's monotone chain; points come in order of device time. */
function lowerHull(points: readonly Arrived[]): readonly Arrived[] {
  const hull: Arrived[] = [];
  for (const point of points) {
    while (hull.length > 1 && !turnsUp(hull.at(-2), hull.at(-1), point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function turnsUp(a: Arrived | undefined, b: Arrived | undefined, c: Arrived): boolean {
  if (a === undefined || b === undefined) return true;
  return (b.device - a.device) * (c.host - a.host) - (b.host - a.host) * (c.device - a.device) > 0;
}

function rateOf(hull: readonly Arrived[], mean: number): number {
  const right = Math.max(
    1,
    hull.findIndex(({ device }) => device >= mean),
  );
  const [a, b] = [hull[right - 1], hull[right]];
  return a === undefined || b === undefined ? 1 : (b.host - a.host) / (b.device - a.device);
}
