type Matrix = readonly (readonly number[])[];

/** Why a matrix is no covariance, and where in it. */
interface CovarianceProblem {
  readonly path: [] | [number, number];
  readonly message: string;
}

/** Rounding of the figures in a file: two that should be equal differ by less. */
const EQUAL = 1e-9;
/** A determinant of correlations that rounding alone can make negative. */
const SINGULAR = 1e-6;

const entry = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? Number.NaN;

/** What makes a square matrix no covariance: an entry unlike its mirror, a negative variance, correlations that cannot be. */
export function problemOfCovariance(matrix: Matrix): CovarianceProblem | undefined {
  for (const [i, row] of matrix.entries())
    for (const [j, value] of row.entries()) {
      const message = problemOfEntry(matrix, i, j, value);
      if (message !== undefined) return { path: [i, j], message };
    }
  if (determinant(correlations(matrix)) >= -SINGULAR) return undefined;
  return { path: [], message: "is no covariance: its correlations contradict each other" };
}

function problemOfEntry(matrix: Matrix, i: number, j: number, value: number): string | undefined {
  if (i === j) return value < 0 ? "must not be negative: it is a variance" : undefined;
  const mirror = entry(matrix, j, i);
  if (Math.abs(value - mirror) > EQUAL * Math.max(Math.abs(value), Math.abs(mirror)))
    return `must be symmetric: ${value} here, ${mirror} at row ${j + 1}, column ${i + 1}`;
  const most = Math.sqrt(Math.max(0, entry(matrix, i, i))) * Math.sqrt(Math.max(0, entry(matrix, j, j)));
  if (Math.abs(value) <= most * (1 + EQUAL)) return undefined;
  return `is no covariance: a correlation beyond 1 (at most ${Number(most.toPrecision(6))} here)`;
}

/** A term without variance is correlated with nothing. */
const correlations = (matrix: Matrix): Matrix =>
  matrix.map((row, i) =>
    row.map((value, j) => {
      const deviations = Math.sqrt(entry(matrix, i, i)) * Math.sqrt(entry(matrix, j, j));
      return i === j ? 1 : deviations === 0 ? 0 : value / deviations;
    }),
  );

/** By the first row; two or three rows are all that curves have. */
function determinant(matrix: Matrix): number {
  const [first = [], ...below] = matrix;
  if (first.length === 0) return 1;
  return first.reduce((sum, value, column) => {
    const minor = below.map((row) => row.filter((_, index) => index !== column));
    return sum + (column % 2 === 0 ? value : -value) * determinant(minor);
  }, 0);
}
