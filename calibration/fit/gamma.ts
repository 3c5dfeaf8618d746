import { logGamma } from "../../src/core/log-gamma.js";

const ENOUGH = 1e-15;
const MOST_TERMS = 100_000;

/** Regularized incomplete gamma function Q(a, x), from 1 at x = 0 down to 0: series below a + 1, continued fraction above. */
export function upperGamma(a: number, x: number): number {
  if (!(x > 0)) return x <= 0 ? 1 : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - front * series(a, x) : front * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > ENOUGH * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** By Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let product = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    product *= c * d;
    if (Math.abs(c * d - 1) < ENOUGH) break;
  }
  return product;
}

/** The probability of a chi2 at least as large as this by chance. */
export const chi2Tail = (chi2: number, dof: number): number => (dof > 0 ? upperGamma(dof / 2, chi2 / 2) : Number.NaN);

/** The probability of a standard normal deviate at least as far from 0 as z, on either side. */
export const normalTail = (z: number): number => upperGamma(0.5, (z * z) / 2);
