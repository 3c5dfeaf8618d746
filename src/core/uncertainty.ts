import type { Quantity } from "./quantity.js";
import type { Figure } from "./result.js";
import { student95 } from "./stats.js";

/** Contributions this far below what they are part of are rounding errors of the arithmetic, not of a measurement. */
const ROUNDING = 1e-12;

const none: ReadonlyMap<string, number> = new Map();

/** A number without uncertainty: a count, a definition. */
export const exact = (value: number): Quantity => ({ value, sources: none, dof: none });

/**
 * A number with its error sources: id to signed contribution (one standard uncertainty times the sensitivity).
 * Ids `NAME[k]` are components of one source NAME that were observed together, e.g. the block means behind a noise figure:
 * each adds and cancels by itself, so that two numbers observed together keep their covariance, and reports show NAME once.
 * `dof` gives the degrees of freedom of sources estimated from few observations.
 */
export function quantity(
  value: number,
  sources: Iterable<readonly [string, number]> = [],
  dof: Iterable<readonly [string, number]> = [],
): Quantity {
  const kept = new Map<string, number>();
  for (const [id, contribution] of sources) {
    if (contribution !== 0) kept.set(id, (kept.get(id) ?? 0) + contribution);
  }
  return { value, sources: kept, dof: new Map(dof) };
}

/** a + b; sources of the same id add with their signs (measurement.md 2.3). */
export const add = (a: Quantity, b: Quantity): Quantity => combine(a.value + b.value, [a, 1], [b, 1]);

/** a - b; what both share cancels. */
export const subtract = (a: Quantity, b: Quantity): Quantity => combine(a.value - b.value, [a, 1], [b, -1]);

/** a x b, linearised: each relative contribution adds. */
export const multiply = (a: Quantity, b: Quantity): Quantity => combine(a.value * b.value, [a, b.value], [b, a.value]);

/**
 * a / b, linearised: right to the last digit of u while u_r(b) is below 10 % (measurement.md 2.5). A relative error
 * that both share cancels.
 */
export const divide = (a: Quantity, b: Quantity): Quantity =>
  combine(a.value / b.value, [a, 1 / b.value], [b, -a.value / b.value / b.value]);

/** q times an exact number. */
export const scale = (q: Quantity, factor: number): Quantity => combine(q.value * factor, [q, factor]);

/** The sum of any number of quantities; of none, an exact zero. */
export const sum = (terms: readonly Quantity[]): Quantity => terms.reduce(add, exact(0));

function combine(value: number, ...terms: readonly (readonly [Quantity, number])[]): Quantity {
  const sources = new Map<string, number>();
  const dof = new Map<string, number>();
  for (const [term, sensitivity] of terms) {
    for (const [id, contribution] of term.sources) {
      const before = sources.get(id) ?? 0;
      const added = sensitivity * contribution;
      const cancels = Math.abs(before + added) <= ROUNDING * Math.abs(added);
      sources.set(id, cancels ? 0 : before + added);
    }
    for (const [id, nu] of term.dof) dof.set(id, Math.min(nu, dof.get(id) ?? Number.POSITIVE_INFINITY));
  }
  return { value, sources, dof };
}

/** u(q): root of the sum of the squared contributions. */
export const standardUncertainty = (q: Quantity): number => Math.hypot(...q.sources.values());

/** nu_eff by Welch-Satterthwaite (measurement.md 2.3); Infinity when every source is known. */
export function effectiveDof(q: Quantity): number {
  const u = standardUncertainty(q);
  if (u === 0) return Number.POSITIVE_INFINITY;
  const sharesOverDof = named(q).map(({ share, dof }) => (share / u) ** 4 / dof);
  return 1 / sharesOverDof.reduce((total, term) => total + term, 0);
}

/** U95 = t(.975, nu_eff) u; k = 2 from nu_eff > 30 on (measurement.md 2.3). */
export const expandedUncertainty = (q: Quantity): number => student95(effectiveDof(q)) * standardUncertainty(q);

/** The quantity as published. */
export function figure(q: Quantity): Figure {
  const u = standardUncertainty(q);
  if (u <= ROUNDING * Math.abs(q.value)) return { value: q.value, u: 0, U95: 0 };
  return { value: q.value, u, U95: expandedUncertainty(q) };
}

/** The error sources of a quantity, largest first, as positive standard uncertainties; components `NAME[k]` as one NAME. */
export const budget = (q: Quantity): { readonly source: string; readonly u: number }[] =>
  named(q)
    .map(({ source, share }) => ({ source, u: share }))
    .filter(({ u }) => u > ROUNDING * Math.abs(q.value))
    .sort((a, b) => b.u - a.u || a.source.localeCompare(b.source));

interface Named {
  readonly source: string;
  readonly share: number;
  readonly dof: number;
}

function named(q: Quantity): Named[] {
  const squares = new Map<string, { square: number; dof: number }>();
  for (const [id, contribution] of q.sources) {
    const source = id.replace(/\[\d+\]$/, "");
    const entry = squares.get(source) ?? { square: 0, dof: Number.POSITIVE_INFINITY };
    entry.square += contribution * contribution;
    entry.dof = Math.min(entry.dof, q.dof.get(id) ?? Number.POSITIVE_INFINITY);
    squares.set(source, entry);
  }
  return [...squares].map(([source, { square, dof }]) => ({ source, share: Math.sqrt(square), dof }));
}
