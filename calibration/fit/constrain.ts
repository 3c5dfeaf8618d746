import { type EffectiveFit, refitTerms } from "./effective.js";
import type { Term } from "./models.js";
import type { PairedPoints } from "./points.js";

/** A fit whose terms are possible, and those that had to go. */
export interface ConstrainedFit {
  readonly fit: EffectiveFit;
  /** Terms that came out negative without the constraint, and by how much. */
  readonly negative: readonly { readonly term: Term; readonly value: number }[];
}

/**
 * No loss term may be negative: of all subsets of the terms, seven for a quadratic, the possible one with the least chi2
 * (measurement.md 1.3). A term named `free` may have either sign.
 */
export function withoutNegatives(points: PairedPoints, fit: EffectiveFit, free: readonly Term[] = []): ConstrainedFit {
  const isWrong = (of: EffectiveFit) => of.names.filter((name) => !free.includes(name) && of.terms[name] < 0);
  const negative = isWrong(fit).map((term) => ({ term, value: fit.terms[term] }));
  if (negative.length === 0) return { fit, negative };
  const possible = subsets(fit.names)
    .filter((names) => free.every((name) => !fit.names.includes(name) || names.includes(name)))
    .flatMap((names) => refitTerms(points, fit, names) ?? [])
    .filter((candidate) => isWrong(candidate).length === 0)
    .sort((a, b) => chi2Of(a) - chi2Of(b));
  return { fit: possible[0] ?? fit, negative };
}

/** All but the whole; the last resort is no term at all. */
function subsets(names: readonly Term[]): readonly (readonly Term[])[] {
  const masks = Array.from({ length: 2 ** names.length - 1 }, (_, mask) => mask);
  return masks.map((mask) => names.filter((_, k) => (mask >> k) & 1));
}

const chi2Of = ({ residuals, variances, trust }: EffectiveFit): number =>
  residuals.reduce((sum, residual, i) => sum + ((trust[i] ?? 1) * residual ** 2) / (variances[i] ?? 1), 0);
