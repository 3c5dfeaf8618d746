import { meanAndSd } from "../core/stats.js";
import type { Mode } from "./mode.js";
import { PowerMeter } from "./power-meter.js";
import type { Integral, Meter, RailChunk, Span } from "./span.js";

/** More of them than this tell the same. */
const MOST = 10;

/**
 * Running means wider than their spacing: those one width apart tile the window, and where the first of them is taken
 * gives as many estimates of the same energy as there are samples in a width. Their mean, their spread as a check (4.1).
 */
export class PhasesMeter implements Meter {
  readonly from: number;
  readonly to: number;
  readonly #meters: readonly PowerMeter[];
  #waiting: readonly PowerMeter[];

  /** `spacing` is that of the samples as they come, in ns. */
  constructor(span: Span, mode: Mode, spacing: number) {
    const count = Math.max(1, Math.min(MOST, Math.round(mode.period / spacing)));
    const phase = (k: number) => (k * mode.period) / count;
    this.#meters = Array.from({ length: count }, (_, k) => new PowerMeter(span, mode, phase(k)));
    this.#waiting = this.#meters;
    this.from = span.from + mode.later;
    this.to = span.to + mode.later;
  }

  before(chunk: RailChunk, index: number): void {
    for (const meter of this.#meters) meter.before(chunk, index);
  }

  take(chunk: RailChunk, lo: number, hi: number): void {
    for (const meter of this.#meters) meter.take(chunk, lo, hi);
  }

  after(chunk: RailChunk, index: number): boolean {
    this.#waiting = this.#waiting.filter((meter) => !meter.after(chunk, index));
    return this.#waiting.length === 0;
  }

  withdraw(since: number, count: number): void {
    for (const meter of this.#meters) meter.withdraw(since, count);
  }

  /** Samples, coverage and noise are those of the first: the others are of the same power. */
  finish(): Integral {
    const [first, ...others] = this.#meters.map((meter) => meter.finish());
    if (first === undefined) throw new RangeError("no phases");
    // one that fits in a tile less is of a part of the window only
    const whole = [first, ...others.filter(({ samples, openS }) => samples > 1 && openS === 0)];
    const { mean, sd } = meanAndSd(whole.map(({ energyJ }) => energyJ));
    return first.openS > 0 || whole.length < 2
      ? first
      : {
          ...first,
          energyJ: mean,
          minW: Math.min(...whole.map(({ minW }) => minW)),
          maxW: Math.max(...whole.map(({ maxW }) => maxW)),
          edgesU: Math.hypot(first.edgesU, sd) * (Math.sign(first.edgesU) || 1),
        };
  }
}
