/** Corners beyond this many are thinned; random delays leave some tens. */
const MOST_CORNERS = 4096;
const FIRST_ROOM = 64;

/** The lower convex hull of points that come in the order of x: Andrew's monotone chain, one pass. */
export class LowerChain {
  #xs = new Float64Array(FIRST_ROOM);
  #ys = new Float64Array(FIRST_ROOM);
  #size = 0;

  /** How many corners it has. */
  get size(): number {
    return this.#size;
  }

  /** The x of a corner; NaN beyond the last. */
  x(corner: number): number {
    return corner < this.#size ? (this.#xs[corner] ?? Number.NaN) : Number.NaN;
  }

  /** The y of a corner; NaN beyond the last. */
  y(corner: number): number {
    return corner < this.#size ? (this.#ys[corner] ?? Number.NaN) : Number.NaN;
  }

  /** Takes a point whose x is not below that of the one before. */
  push(x: number, y: number): void {
    const xs = this.#xs;
    const ys = this.#ys;
    let size = this.#size;
    if (size > 0 && xs[size - 1] === x) {
      if ((ys[size - 1] as number) <= y) return;
      size--;
    }
    if (size >= 2) size = sizeBelow(xs, ys, size, x, y);
    xs[size] = x;
    ys[size] = y;
    this.#size = size + 1;
    if (this.#size === MOST_CORNERS) this.#thin();
    else if (this.#size === xs.length) this.#makeRoom();
  }

  /** The edge above `x`, as its slope and its height there; undefined with fewer than two corners. */
  edgeAt(x: number): { readonly slope: number; readonly height: number } | undefined {
    if (this.#size < 2) return undefined;
    let right = 1;
    while (right < this.#size - 1 && this.x(right) < x) right++;
    const slope = (this.y(right) - this.y(right - 1)) / (this.x(right) - this.x(right - 1));
    return { slope, height: this.y(right) + slope * (x - this.x(right)) };
  }

  /** The line of that slope that touches it from below, as its height above `x`; undefined without a corner. */
  supportAt(x: number, slope: number): { readonly slope: number; readonly height: number } | undefined {
    let height = Number.POSITIVE_INFINITY;
    for (let corner = 0; corner < this.#size; corner++)
      height = Math.min(height, this.y(corner) - slope * (this.x(corner) - x));
    return this.#size === 0 ? undefined : { slope, height };
  }

  #makeRoom(): void {
    const [xs, ys] = [this.#xs, this.#ys];
    this.#xs = new Float64Array(2 * xs.length);
    this.#ys = new Float64Array(2 * ys.length);
    this.#xs.set(xs);
    this.#ys.set(ys);
  }

  /** Leaves out every second corner, never the ends: what remains is convex still, and lies as low where it has corners. */
  #thin(): void {
    let kept = 0;
    for (let corner = 0; corner < this.#size; corner++) {
      if (corner % 2 === 1 && corner !== this.#size - 1) continue;
      this.#xs[kept] = this.x(corner);
      this.#ys[kept++] = this.y(corner);
    }
    this.#size = kept;
  }
}

/** How many corners remain when those are left out at which the way to a new point does not turn counter-clockwise. */
function sizeBelow(xs: Float64Array, ys: Float64Array, size: number, x: number, y: number): number {
  let kept = size;
  let dx = x - (xs[kept - 1] as number);
  let dy = y - (ys[kept - 1] as number);
  while (kept >= 2) {
    const ax = x - (xs[kept - 2] as number);
    const ay = y - (ys[kept - 2] as number);
    if (ax * dy > ay * dx) break;
    dx = ax;
    dy = ay;
    kept--;
  }
  return kept;
}
