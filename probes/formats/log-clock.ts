import type { Finding } from "../../src/core/finding.js";

/** A log whose clock goes back by more than this was not merely written out of order. */
const BACK_NS = 1_000_000_000n;
/** So many rows in order among themselves: the clock was set; fewer are damaged times. */
const ENOUGH = 3;

interface Step {
  readonly from: bigint;
  readonly to: bigint;
  /** Rows since, in order, until the clock had caught up. */
  rows: number;
}

/** Watches the instants of a log's rows, as they are written, for a clock that was set back while it was written. */
export class LogClock {
  #latest = -1n;
  #before = -1n;
  #step: Step | undefined;
  readonly #steps: Step[] = [];

  /** Takes the instant of a row, nanoseconds after the start. */
  see(at: bigint): void {
    if (at + BACK_NS < this.#before) this.#begin(at);
    else if (this.#step !== undefined && at < this.#latest) this.#step.rows++;
    if (at > this.#latest) {
      this.#latest = at;
      this.#step = undefined;
    }
    this.#before = at;
  }

  #begin(to: bigint): void {
    this.#step = { from: this.#before, to, rows: 1 };
    this.#steps.push(this.#step);
  }

  /** What there is to say: nothing of a clock that only went on. */
  findings(probe: string): readonly Finding[] {
    const steps = this.#steps.filter(({ rows }) => rows >= ENOUGH);
    const [first] = steps;
    if (first === undefined) return [];
    const seconds = (nanos: bigint) => (Number(nanos) / 1e9).toFixed(3);
    const times = steps.length === 1 ? "" : ` (${steps.length} times in all)`;
    return [
      {
        code: "clock-step",
        severity: "degraded",
        message: `The log's clock goes back by ${seconds(first.from - first.to)} s, ${seconds(first.from)} s after its start${times}: ${first.rows} rows until it had caught up are no samples`,
        remedy:
          "Cut the file there and import the parts by themselves; local times of the hour that comes twice are such a step",
        probe,
      },
    ];
  }
}
