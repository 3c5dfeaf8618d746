/** Stretches without values, in order of time; of too many the longest. */
export class GapList {
  readonly #most: number;
  #kept: (readonly [fromS: number, toS: number])[] = [];
  #shortest = 0;
  count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(fromS: number, toS: number): void {
    this.count++;
    if (toS - fromS < this.#shortest) return;
    this.#kept.push([fromS, toS]);
    if (this.#kept.length > 2 * this.#most) this.#shorten();
  }

  /** From, to, from, to, ... */
  readonly gaps = (): Float64Array => {
    if (this.#kept.length > this.#most) this.#shorten();
    return Float64Array.from(this.#kept.flat());
  };

  #shorten(): void {
    const longest = [...this.#kept].sort(([a, b], [c, d]) => d - c - (b - a)).slice(0, this.#most);
    const [from, to] = longest.at(-1) ?? [0, 0];
    this.#shortest = to - from;
    this.#kept = longest.sort(([a], [b]) => a - b);
  }
}
