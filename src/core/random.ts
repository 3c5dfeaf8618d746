/**
 * Seeded random numbers for simulations and Monte Carlo: the same seed gives the same draws on every machine.
 * xoshiro128** (Blackman and Vigna 2018), its state filled from the seed by a multiply-xorshift sequence.
 */
export class Random {
  // Four numbers and no array: a draw is then a handful of machine instructions.
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  /** The second deviate of the last pair; NaN when it has been given out. */
  #spare = Number.NaN;

  /** @param seed - a whole number; its low 32 bits count. */
  constructor(seed: number) {
    const word = (k: number) => mixed((seed + Math.imul(k, 0x9e3779b9)) | 0);
    this.#a = word(1);
    this.#b = word(2);
    this.#c = word(3);
    this.#d = word(4);
  }

  /** The next 32 bits, as a whole number from 0 to 2^32 - 1. */
  word(): number {
    const result = Math.imul(rotated(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotated(this.#d, 11);
    return result;
  }

  /** Uniform over 0 to 1, 1 left out, to all 53 bits. */
  uniform(): number {
    return ((this.word() >>> 5) * 2 ** 26 + (this.word() >>> 6)) / 2 ** 53;
  }

  /** A whole number from 0 to `count` - 1, `count` at most 2^32. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** A standard normal deviate: mean 0, standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** A chi-squared deviate over its degrees of freedom: mean 1 (Marsaglia and Tsang 2000, by the gamma distribution). */
  meanSquare(dof: number): number {
    const boost = dof < 2 ? this.uniform() ** (2 / dof) : 1;
    const shape = dof / 2 + (dof < 2 ? 1 : 0);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - this.uniform()) < (x * x) / 2 + d * (1 - v + Math.log(v))) return (2 * d * v * boost) / dof;
    }
  }
}

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/** Seeds that differ in one bit must not give states that look alike (the constants are MurmurHash3's finalizer's). */
function mixed(seed: number): number {
  let word = seed;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
