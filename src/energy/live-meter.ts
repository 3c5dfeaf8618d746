import type { Batch } from "../core/batch.js";
import type { Rail, Total } from "../core/rail.js";
import { columnsByRail, valueAt } from "../core/value.js";

interface Running {
  at: bigint;
  value: number;
  watts: number;
  joules: number;
}

/**
 * Watts now and joules so far of one headline (a probe's first total, or its first rail), for the eye while a run is on.
 * Not a result: it bridges gaps without a word.
 */
export class LiveMeter {
  readonly #probe: string;
  readonly #rails: readonly Rail[];
  readonly #parts: ReadonlySet<string>;
  readonly #running = new Map<string, Running>();

  constructor(probe: string, rails: readonly Rail[], totals: readonly Total[]) {
    this.#probe = probe;
    this.#rails = rails;
    this.#parts = new Set(totals[0]?.parts ?? rails.slice(0, 1).map(({ id }) => id));
  }

  add(batch: Batch): void {
    if (batch.probe !== this.#probe) return;
    const columns = columnsByRail(this.#rails, batch.columns);
    for (const [position, rail] of this.#rails.entries()) {
      if (!this.#parts.has(rail.id)) continue;
      for (const [index, at] of batch.at.entries())
        this.#addOne(rail, at, valueAt(rail, columns[position] ?? [], index));
    }
  }

  #addOne(rail: Rail, at: bigint, value: number): void {
    if (Number.isNaN(value)) return;
    const last = this.#running.get(rail.id);
    if (last === undefined) {
      const watts = rail.measures === "power" ? value : Number.NaN;
      this.#running.set(rail.id, { at, value, watts, joules: 0 });
      return;
    }
    const seconds = Number(at - last.at) / 1e9;
    const joules = rail.measures === "power" ? ((value + last.value) / 2) * seconds : value - last.value;
    // A counter that did not move yet says nothing: its next step counts from the last one.
    if (rail.measures === "energy-counter" && value === last.value) return;
    // One that went down began again: the step over the end is left out, and the next counts from here.
    if (rail.measures === "energy-counter" && value < last.value) {
      last.at = at;
      last.value = value;
      return;
    }
    last.watts = rail.measures === "power" ? value : joules / seconds;
    last.joules += joules;
    last.at = at;
    last.value = value;
  }

  /** The sum over the headline's parts, or undefined until each has one. */
  get watts(): number | undefined {
    return this.#sum(({ watts }) => watts);
  }

  get joules(): number | undefined {
    return this.#sum(({ joules }) => joules);
  }

  #sum(of: (running: Running) => number): number | undefined {
    if (this.#running.size < this.#parts.size) return undefined;
    const sum = [...this.#running.values()].reduce((total, running) => total + of(running), 0);
    return Number.isNaN(sum) ? undefined : sum;
  }
}
