import { curveOf, shippedCurves } from "../../config/resolve-curve.js";
import type { Matrix } from "../../core/matrix.js";
import type { ComparedMatrix } from "../../core/matrix-comparison.js";
import { packageFolder } from "../package-folder.js";
import { againstPaper } from "./against-paper.js";
import { pairsOf } from "./pairs.js";
import type { SharedCurves } from "./placed.js";
import { ratiosOf } from "./ratios.js";

/** The matrix with what follows from its cells: beside the paper's, and in ratios to each other. */
export function withComparisons(matrix: Matrix, curves: SharedCurves = sharedBy(matrix)): ComparedMatrix {
  const { cells } = matrix;
  const published = cells.map((cell) => againstPaper(cell, curves)).filter((one) => one !== undefined);
  return { ...matrix, comparisons: { published, ratios: pairsOf(cells).map((pair) => ratiosOf(pair, curves)) } };
}

/** Of the curves that a matrix was corrected by, those that ship. Between cells of one system all errors are shared anyhow. */
function sharedBy({ systems, cells }: Matrix): SharedCurves {
  const used = new Set(cells.flatMap(({ powers }) => powers.flatMap(({ curve }) => curve?.split(" + ") ?? [])));
  if (used.size === 0 || systems.length < 2) return new Set();
  const home = packageFolder();
  const ids = [...shippedCurves(home).keys()].map((name) => curveOf(name, { cwd: "/", home }).id);
  return new Set(ids.filter((id) => used.has(id)));
}
