/** Columns of the design, what is to be fitted, and the weight of each point (one over its variance). */
export interface LinearProblem {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

/** A weighted least-squares solution. */
export interface LinearFit {
  /** One coefficient a column. */
  readonly theta: Float64Array;
  /** (X' W X)^-1: the covariance of theta where the weights are one over the true variances. */
  readonly covariance: Matrix;
  /** y minus fitted, in the unit of y. */
  readonly residuals: Float64Array;
  /** Sum of weight times squared residual. */
  readonly chi2: number;
  /** Points minus coefficients. */
  readonly dof: number;
  /** Orthonormal columns that span the weighted design: leverages and left-out errors come from them. */
  readonly basis: readonly Float64Array[];
}

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

/** A column of which less than this is left beside the others says nothing of its own. */
const DEPENDENT = 1e-9;

/**
 * Minimises sum w (y - X theta)^2 by QR of the weighted columns, each scaled to length 1: modified Gram-Schmidt, gone
 * over twice, which is as exact as Householder's and leaves Q. The normal equations would lose half the digits
 * (measurement.md 1.3). Undefined when the columns do not determine theta: too few points, or all at one load.
 */
export function leastSquares({ columns, y, weights }: LinearProblem): LinearFit | undefined {
  const roots = weights.map((weight) => Math.sqrt(weight));
  const factors = factorize(columns.map((column) => timesEach(column, roots)));
  if (factors === undefined || y.length < columns.length) return undefined;
  const { basis, upper } = factors;
  const rest = timesEach(y, roots);
  const theta = solveUpper(
    upper,
    basis.map((q) => takeOut(rest, q)),
  );
  const inverse = invertUpper(upper);
  const covariance = inverse.map((row) => inverse.map((other) => dotRows(row, other)));
  const residuals = residualsOf({ columns, y, theta });
  let chi2 = 0;
  for (let i = 0; i < y.length; i++) chi2 += (weights[i] ?? 0) * (residuals[i] ?? 0) ** 2;
  return { theta: Float64Array.from(theta), covariance, residuals, chi2, dof: y.length - columns.length, basis };
}

interface Factors {
  readonly basis: readonly Float64Array[];
  /** X = Q R, R by rows. */
  readonly upper: Matrix;
}

function factorize(columns: readonly Float64Array[]): Factors | undefined {
  const upper = columns.map(() => columns.map(() => 0));
  const basis: Float64Array[] = [];
  for (const [k, column] of columns.entries()) {
    const length = Math.sqrt(dot(column, column));
    if (!(length > 0 && Number.isFinite(length))) return undefined;
    for (let i = 0; i < column.length; i++) column[i] = (column[i] ?? 0) / length;
    for (const [j, q] of [...basis.entries(), ...basis.entries()]) addTo(upper, j, k, length * takeOut(column, q));
    const left = Math.sqrt(dot(column, column));
    if (!(left > DEPENDENT)) return undefined;
    for (let i = 0; i < column.length; i++) column[i] = (column[i] ?? 0) / left;
    addTo(upper, k, k, length * left);
    basis.push(column);
  }
  return { basis, upper };
}

function addTo(matrix: number[][], row: number, column: number, term: number): void {
  const cells = matrix[row];
  if (cells !== undefined) cells[column] = (cells[column] ?? 0) + term;
}

function timesEach(column: Float64Array, factors: Float64Array): Float64Array {
  const product = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) product[i] = (column[i] ?? 0) * (factors[i] ?? 0);
  return product;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Takes the part along the unit vector q out of `column`, and gives its length. */
function takeOut(column: Float64Array, q: Float64Array): number {
  const part = dot(column, q);
  for (let i = 0; i < column.length; i++) column[i] = (column[i] ?? 0) - part * (q[i] ?? 0);
  return part;
}

function solveUpper(upper: Matrix, right: readonly number[]): number[] {
  const solution = right.slice();
  for (let k = right.length - 1; k >= 0; k--) {
    const row = upper[k] ?? [];
    let sum = solution[k] ?? 0;
    for (let j = k + 1; j < right.length; j++) sum -= (row[j] ?? 0) * (solution[j] ?? 0);
    solution[k] = sum / (row[k] ?? Number.NaN);
  }
  return solution;
}

/** R^-1 by rows. */
function invertUpper(upper: Matrix): Matrix {
  const columns = upper.map((_, k) =>
    solveUpper(
      upper,
      upper.map((__, row) => (row === k ? 1 : 0)),
    ),
  );
  return upper.map((_, row) => columns.map((column) => column[row] ?? 0));
}

const dotRows = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);

function residualsOf({ columns, y, theta }: Pick<LinearProblem, "columns" | "y"> & { theta: readonly number[] }) {
  const residuals = y.slice();
  for (const [k, column] of columns.entries())
    for (let i = 0; i < y.length; i++) residuals[i] = (residuals[i] ?? 0) - (theta[k] ?? 0) * (column[i] ?? 0);
  return residuals;
}

/** How much each point pulls the fit to itself, 0 to 1 (measurement.md 1.5: h of the hat matrix). */
export function leverages(basis: readonly Float64Array[]): Float64Array {
  const shares = new Float64Array(basis[0]?.length ?? 0);
  for (const q of basis) for (let i = 0; i < q.length; i++) shares[i] = (shares[i] ?? 0) + (q[i] ?? 0) ** 2;
  return shares;
}

/** x' C y of a matrix and two vectors. */
export const bilinear = (matrix: Matrix, x: readonly number[], y: readonly number[]): number =>
  matrix.reduce((sum, row, k) => sum + (x[k] ?? 0) * dotRows(row, y), 0);
