const BINS = 64;

/** How often each load occurred: bins from 0 on, whose width doubles when a load does not fit. */
export class Loads {
  readonly #counts = new Float64Array(BINS);
  #width = 1e-3;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** A load, A or W; one that is not a number is passed over. */
  add(load: number): void {
    if (!Number.isFinite(load)) return;
    this.#count++;
    this.#sum += load;
    if (load < this.#min) this.#min = load;
    if (load > this.#max) this.#max = load;
    // a load below zero is noise about none
    const at = Math.max(0, load);
    while (at >= this.#width * BINS) this.#double();
    const bin = Math.floor(at / this.#width);
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
  }

  #double(): void {
    this.#width *= 2;
    for (let k = 0; k < BINS / 2; k++) this.#counts[k] = (this.#counts[2 * k] ?? 0) + (this.#counts[2 * k + 1] ?? 0);
    this.#counts.fill(0, BINS / 2);
  }

  /** Of a rail that never showed a load nothing. */
  seen() {
    if (this.#count === 0) return undefined;
    const bins = [...this.#counts].flatMap((count, k) =>
      count === 0 ? [] : [{ from: k * this.#width, to: (k + 1) * this.#width, share: count / this.#count }],
    );
    return { min: this.#min, mean: this.#sum / this.#count, max: this.#max, bins };
  }
}
