import type { RegulatorCurve } from "../../core/curve.js";

/** What a regulator's curve says at one load. */
export interface ShapePoint {
  readonly currentA: number;
  readonly outputW: number;
  readonly inputW: number;
  readonly lossW: number;
  readonly efficiency: number;
  /** Standard uncertainty of the curve itself at this load: its coefficients and its model, not a reading's. */
  readonly uInputW: number;
  readonly uEfficiency: number;
}

type Loss = Pick<Extract<RegulatorCurve["model"], { form: "loss" }>, "aW" | "bV" | "cOhm" | "covariance" | "uModelW">;

/** The curve at a load, by measurement.md 1.1 and 1.5. */
export function shapeAt({ model }: RegulatorCurve, currentA: number, voltageV: number): ShapePoint {
  const outputW = voltageV * currentA;
  if (model.form === "efficiency") {
    const u = model.u ?? (model.halfWidth ?? 0) / Math.sqrt(3);
    return point(currentA, outputW, { lossW: outputW * (1 / model.eta - 1), u: (outputW * u) / model.eta ** 2 });
  }
  return point(currentA, outputW, lossOf(model.form === "loss" ? model : pieceAt(model.pieces, currentA), currentA));
}

function pieceAt<Piece extends { readonly currentA: readonly [number, number] }>(
  pieces: readonly Piece[],
  currentA: number,
): Piece {
  const found = pieces.find((piece) => currentA <= piece.currentA[1]) ?? pieces.at(-1);
  if (found === undefined) throw new RangeError("a curve without pieces");
  return found;
}

function lossOf({ aW, bV, cOhm, covariance, uModelW }: Loss, currentA: number) {
  const x = [1, currentA, currentA ** 2];
  let variance = uModelW ** 2;
  for (const [i, row] of covariance.entries())
    for (const [j, value] of row.entries()) variance += value * (x[i] ?? 0) * (x[j] ?? 0);
  return { lossW: aW + bV * currentA + cOhm * currentA ** 2, u: Math.sqrt(Math.max(0, variance)) };
}

function point(currentA: number, outputW: number, { lossW, u }: { lossW: number; u: number }): ShapePoint {
  const inputW = outputW + lossW;
  const efficiency = outputW / inputW;
  return { currentA, outputW, inputW, lossW, efficiency, uInputW: u, uEfficiency: (efficiency * u) / inputW };
}

/** Output voltage over the current as it was measured, straight between the points. */
export function voltageOver(currentA: Float64Array, voltageV: Float64Array): (current: number) => number {
  const order = [...currentA.keys()].sort((a, b) => (currentA[a] ?? 0) - (currentA[b] ?? 0));
  const xs = order.map((i) => currentA[i] ?? 0);
  const ys = order.map((i) => voltageV[i] ?? 0);
  return (current) => {
    const above = xs.findIndex((x) => x >= current);
    if (above < 0) return ys.at(-1) ?? Number.NaN;
    const [x0 = current, y0 = Number.NaN] = above === 0 ? [xs[0], ys[0]] : [xs[above - 1], ys[above - 1]];
    const [x1 = current, y1 = Number.NaN] = [xs[above], ys[above]];
    return x1 === x0 ? y1 : y0 + ((y1 - y0) * (current - x0)) / (x1 - x0);
  };
}

/** The curve sampled over its range, `count` loads. */
export function shapeOver(
  curve: RegulatorCurve,
  voltage: (current: number) => number,
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): readonly ShapePoint[] {
  return Array.from({ length: count }, (_, k) => {
    const current = from + ((to - from) * k) / Math.max(1, count - 1);
    return shapeAt(curve, current, voltage(current));
  });
}

/** Where the curve is most efficient. */
export const peakOf = (shape: readonly ShapePoint[]): ShapePoint | undefined =>
  shape.reduce<ShapePoint | undefined>(
    (best, each) => (best === undefined || each.efficiency > best.efficiency ? each : best),
    undefined,
  );
