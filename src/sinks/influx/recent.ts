/** Enough for a load and its noise: as many as the upper ten bits of a hash tell apart. */
const SLOTS = 1024;
const SHIFT = 22;

/**
 * What numbers are written as: an instrument of a few thousand steps shows the same ones again and again, and writing one costs
 * more than anything else of a point. Each number has one place, which the next one of that place takes.
 */
export class Recent {
  readonly #number = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#number.buffer);
  readonly #numbers = new Float64Array(SLOTS).fill(Number.NaN);
  readonly #texts = new Array<string>(SLOTS).fill("");

  /** The text of a number: that of before, or `write`'s. */
  text(number: number, write: () => string): string {
    this.#number[0] = number;
    const place = Math.imul((this.#halves[0] ?? 0) ^ (this.#halves[1] ?? 0), 0x9e3779b1) >>> SHIFT;
    if (this.#numbers[place] === number) return this.#texts[place] ?? "";
    const text = write();
    this.#numbers[place] = number;
    this.#texts[place] = text;
    return text;
  }
}
