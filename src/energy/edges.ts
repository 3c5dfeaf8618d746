import type { GapBook } from "./gaps.js";
import type { Mode } from "./mode.js";

/** One edge of a window as its samples show it: times in ns, powers in W, NaN for what there is not. */
export interface Edge {
  /** From the edge to the outermost sample inside. */
  readonly length: number;
  /** That sample, and the one beyond the edge. */
  readonly inside: number;
  readonly outside: number;
  /** Between those two. */
  readonly distance: number;
}

/** The energy (W ns) between an edge and the outermost sample inside, with the signed uncertainty of it. */
export interface ClosedEdge {
  readonly energy: number;
  readonly u: number;
}

const open: ClosedEdge = { energy: 0, u: 0 };

/** Clamp: the outermost sample inside is held out to the edge; |E_clamp - E_interpolated|/sqrt12 of a rectangular bracket (4.1). */
export function clamp({ length, inside, outside, distance }: Edge, gaps: GapBook, spread: number): ClosedEdge {
  const known = !Number.isNaN(outside);
  const step = known ? outside - inside : spread;
  if (gaps.enter(length, step, known) === "open") return open;
  const bracket = known ? (-step * length * length) / distance / 2 : 0;
  return { energy: length * inside, u: bracket / Math.sqrt(12) };
}

/**
 * Overlap: the bin at the edge mixes inside and outside. After a step the pure inside power would be right there, and
 * the figure sits at one end of that bracket: its full width over sqrt3.
 */
export function overlap(length: number, { mixed, pure }: { mixed: number; pure: number }, gaps: GapBook): ClosedEdge {
  if (gaps.enter(length, mixed - pure, false) === "open") return open;
  return { energy: length * mixed, u: ((mixed - pure) * length) / Math.sqrt(3) };
}

/**
 * What is left between an edge and tiles of wide means: the nearest tile is held on, as its neighbour reaches far across
 * the edge. `tiled` of the length is the tile's own.
 */
export function leftOver({ length, inside, outside }: Edge, tiled: number, gaps: GapBook): ClosedEdge {
  const known = !Number.isNaN(outside);
  if (gaps.enter(length, known ? outside - inside : 0, known) === "open") return open;
  return { energy: length * inside, u: known ? ((length - tiled) * (inside - outside)) / Math.sqrt(12) : 0 };
}

/**
 * The beginning of a window that a lagged sensor saw. What it showed at the edge is where the power before has brought it
 * to, and int P dt = int y dt + tau (y(b) - y(a)) is then exact for a load that steps there (4.6). Bracketed by the power
 * over the whole bin, as if it had not stepped.
 */
export function lagBegins(edge: Edge, { timeConstant, period }: Mode, gaps: GapBook): ClosedEdge {
  const { length, inside, outside, distance } = edge;
  const known = !Number.isNaN(outside) && distance <= 1.5 * period;
  if (gaps.enter(length, known ? outside - inside : 0, known) === "open") return open;
  const whole = length * inside;
  if (!known || length <= 0) return { energy: whole, u: 0 };
  const [bin, part] = [-Math.expm1(-distance / timeConstant), -Math.expm1(-length / timeConstant)];
  const energy = (length * (inside * bin - outside * (bin - part))) / part;
  return { energy, u: (energy - whole) / Math.sqrt(12) };
}

/**
 * How far what a lagged sensor showed may have gone from edge to edge: no farther than the power itself, which before the
 * window (NaN: unknown) was what the sensor had settled at.
 */
export function swingOf(before: number, first: number, last: number): number {
  const settled = Number.isNaN(before) ? first : before;
  const swings = [last - first, last - settled, first - settled];
  return swings.reduce((widest, swing) => (Math.abs(swing) > Math.abs(widest) ? swing : widest));
}
