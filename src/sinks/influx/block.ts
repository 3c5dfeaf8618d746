const LINE_END = 0x0a;

/** Lines of the protocol as they go over the wire, each with its line end. */
export class Block {
  readonly bytes: Buffer;
  readonly count: number;
  #ends: readonly number[] | undefined;

  /** `ends`: where each line ends; without them no line may have a line end within. */
  constructor(bytes: Buffer, count: number, ends?: readonly number[]) {
    this.bytes = bytes;
    this.count = count;
    this.#ends = ends;
  }

  static of(lines: readonly string[]): Block {
    let end = 0;
    const ends = lines.map((line) => (end += Buffer.byteLength(line) + 1));
    return new Block(Buffer.from(lines.map((line) => `${line}\n`).join("")), lines.length, ends);
  }

  /** Of a block of at least two lines. */
  halves(): readonly [Block, Block] {
    const ends = this.#found();
    const middle = this.count >> 1;
    const at = ends[middle - 1] ?? 0;
    const later = ends.slice(middle).map((end) => end - at);
    return [
      new Block(this.bytes.subarray(0, at), middle, ends.slice(0, middle)),
      new Block(this.bytes.subarray(at), this.count - middle, later),
    ];
  }

  /** For people: without their line ends. */
  lines(): readonly string[] {
    return this.#found().map((end, k, ends) => this.bytes.toString("utf8", k === 0 ? 0 : ends[k - 1], end - 1));
  }

  /** Looked for when they are needed, which is when something went wrong. */
  #found(): readonly number[] {
    if (this.#ends !== undefined) return this.#ends;
    const ends: number[] = [];
    for (let at = this.bytes.indexOf(LINE_END); at >= 0; at = this.bytes.indexOf(LINE_END, at + 1)) ends.push(at + 1);
    this.#ends = ends;
    return ends;
  }
}
