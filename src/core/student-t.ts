import { logGamma, STIRLING, stirlingTail } from "./log-gamma.js";

/** Steps of the continued fraction; it takes a dozen where it is used. */
const STEPS = 500;
const TINY = 1e-300;
/** Halvings of the bracket around a quantile: to the last bits. */
const HALVINGS = 60;

/**
 * The probability that Student's t of so many degrees of freedom (whole or not; Infinity is the normal distribution's)
 * is farther from zero than `t`, on either side: the p-value of a two-sided test.
 */
export function twoSidedP(t: number, dof: number): number {
  if (Number.isNaN(t) || !(dof > 0)) return Number.NaN;
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  // beyond this the distribution is the normal one to all digits that are ever shown
  const nu = Math.min(dof, 1e9);
  return incompleteBeta(nu / 2, 0.5, nu / (nu + square), square / (nu + square));
}

/** The quantile that Student's t exceeds, on either side, with a probability of `p`: 2.26 for .05 and 9. */
export function twoSidedQuantile(p: number, dof: number): number {
  let [low, high] = [0, 2];
  while (twoSidedP(high, dof) > p) [low, high] = [high, 2 * high];
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (twoSidedP(middle, dof) > p) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularized incomplete beta function I_x(a, b); `rest` is 1 - x, which the caller knows to more digits. */
function incompleteBeta(a: number, b: number, x: number, rest: number): number {
  if (x <= 0) return 0;
  if (rest <= 0) return 1;
  // the fraction converges fast on one side of the mean; the other is reached by symmetry
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, rest, x);
  const logFront = a * logOf(x, rest) + b * logOf(rest, x) - logBeta(a, b);
  return (Math.exp(logFront) / a) * fraction(a, b, x);
}

/** ln x, where x + rest = 1: by the smaller of both. */
const logOf = (x: number, rest: number): number => (rest < 0.5 ? Math.log1p(-rest) : Math.log(x));

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), from the front by Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const before = value;
    for (const term of [even, odd]) {
      d = 1 / kept(1 + term * d);
      c = kept(1 + term / c);
      value *= c * d;
    }
    if (Math.abs(value - before) <= 1e-16 * Math.abs(value)) break;
  }
  return value;
}

const kept = (x: number): number => (Math.abs(x) < TINY ? TINY : x);

/** ln B(a, b) for b of about 1 and any a: the difference of two large logarithms would lose its digits. */
function logBeta(a: number, b: number): number {
  const [large, small] = a >= b ? [a, b] : [b, a];
  if (large < STIRLING) return logGamma(large) + logGamma(small) - logGamma(large + small);
  // Stirling's series of ln Gamma(large) - ln Gamma(large + small)
  const total = large + small;
  const difference =
    small -
    (large - 0.5) * Math.log1p(small / large) -
    small * Math.log(total) +
    stirlingTail(large) -
    stirlingTail(total);
  return logGamma(small) + difference;
}
