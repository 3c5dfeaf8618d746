import type { Model, Quantity, Shape } from "./quantity.js";
import { student95 } from "./stats.js";

/** Contributions this far below what they are part of are rounding errors of the arithmetic, not of a measurement. */
const ROUNDING = 1e-12;

/** u_r of a denominator from which on a quotient is no longer linear enough (measurement.md 2.5). */
const STRAINED = 0.1;

/** A number without uncertainty: a count, a definition. */
export const exact = (value: number): Quantity => quantity(value);

/** What else is known of a quantity's sources, see `Quantity`. */
export interface Known {
  readonly dof?: Iterable<readonly [string, number]>;
  readonly shapes?: Iterable<readonly [string, Shape]>;
  readonly model?: Model | undefined;
  readonly strained?: boolean;
}

/**
 * A number with its error sources: id to signed contribution (one standard uncertainty times the sensitivity).
 * Ids `NAME[k]` are components of one source NAME that were observed together, e.g. the block means behind a noise figure:
 * each adds and cancels by itself, so that two numbers observed together keep their covariance, and reports show NAME once.
 */
export function quantity(
  value: number,
  sources: Iterable<readonly [string, number]> = [],
  { dof = [], shapes = [], model, strained = false }: Known = {},
): Quantity {
  const kept = new Map<string, number>();
  for (const [id, contribution] of sources) {
    if (contribution !== 0) kept.set(id, (kept.get(id) ?? 0) + contribution);
  }
  return {
    value,
    sources: kept,
    dof: new Map(dof),
    shapes: new Map(shapes),
    ...(model !== undefined && { model }),
    strained,
  };
}

/** a + b; sources of the same id add with their signs (measurement.md 2.3). */
export const add = (a: Quantity, b: Quantity): Quantity => weighted([a, 1], [b, 1]);

/** a - b; what both share cancels. */
export const subtract = (a: Quantity, b: Quantity): Quantity => weighted([a, 1], [b, -1]);

/** q times an exact number. */
export const scale = (q: Quantity, factor: number): Quantity => weighted([q, factor]);

/** a x b, linearised: each relative contribution adds. The exact product is kept as the model. */
export function multiply(a: Quantity, b: Quantity): Quantity {
  const both = isUncertain(a) && isUncertain(b);
  const model = both || a.model || b.model ? combined([a, b], ([x = 0, y = 0]) => x * y) : undefined;
  return combine(
    a.value * b.value,
    [
      [a, b.value],
      [b, a.value],
    ],
    { model },
  );
}

/**
 * a / b, linearised: right to the last digit of u while u_r(b) is below 10 % (measurement.md 2.5); the exact quotient is
 * kept as the model. A relative error that both share cancels.
 */
export function divide(a: Quantity, b: Quantity): Quantity {
  const terms = [
    [a, 1 / b.value],
    [b, -a.value / b.value / b.value],
  ] as const;
  const model = isUncertain(b) || a.model ? combined([a, b], ([x = 0, y = 0]) => x / y) : undefined;
  const strained = standardUncertainty(b) > STRAINED * Math.abs(b.value);
  return combine(a.value / b.value, terms, { model, strained });
}

/** The sum of any number of quantities; of none, an exact zero. */
export const sum = (terms: readonly Quantity[]): Quantity => terms.reduce(add, exact(0));

type Term = readonly [q: Quantity, sensitivity: number];

const isUncertain = ({ sources }: Quantity): boolean => sources.size > 0;

function weighted(...terms: readonly Term[]): Quantity {
  const total = (values: ArrayLike<number>) =>
    terms.reduce((sum, [, weight], k) => sum + weight * (values[k] ?? Number.NaN), 0);
  const quantities = terms.map(([q]) => q);
  const model = quantities.some((q) => q.model !== undefined) ? combined(quantities, total) : undefined;
  return combine(total(quantities.map(({ value }) => value)), terms, { model });
}

/** The model of a function of quantities. */
const combined =
  (quantities: readonly Quantity[], of: (values: Float64Array) => number): Model =>
  (place) => {
    const bound = quantities.map((q) => modelOf(q)(place));
    const values = new Float64Array(bound.length);
    return (deviations) => {
      for (let k = 0; k < bound.length; k++) values[k] = bound[k]?.(deviations) ?? Number.NaN;
      return of(values);
    };
  };

/** A quantity as a function of its sources: its own model, or the value plus the contributions. */
export const modelOf = ({ value, sources, model }: Quantity): Model =>
  model ??
  ((place) => {
    const places = Int32Array.from(sources.keys(), place);
    const contributions = Float64Array.from(sources.values());
    return (deviations) => {
      let sum = value;
      for (let k = 0; k < places.length; k++) sum += (contributions[k] ?? 0) * (deviations[places[k] ?? 0] ?? 0);
      return sum;
    };
  });

function combine(value: number, terms: readonly Term[], { model, strained = false }: Known): Quantity {
  const sources = new Map<string, number>();
  const dof = new Map<string, number>();
  const shapes = new Map<string, Shape>();
  for (const [term, sensitivity] of terms) {
    for (const [id, contribution] of term.sources) {
      const before = sources.get(id) ?? 0;
      const added = sensitivity * contribution;
      const cancels = Math.abs(before + added) <= ROUNDING * Math.abs(added);
      sources.set(id, cancels ? 0 : before + added);
    }
    for (const [id, nu] of term.dof) dof.set(id, Math.min(nu, dof.get(id) ?? Number.POSITIVE_INFINITY));
    for (const [id, shape] of term.shapes) shapes.set(id, shape);
  }
  const any = strained || terms.some(([term]) => term.strained);
  return { value, sources, dof, shapes, ...(model !== undefined && { model }), strained: any };
}

/** u(q): root of the sum of the squared contributions. */
export const standardUncertainty = (q: Quantity): number => Math.hypot(...q.sources.values());

/** nu_eff by Welch-Satterthwaite (measurement.md 2.3); Infinity when every source is known. */
export function effectiveDof(q: Quantity): number {
  const u = standardUncertainty(q);
  if (u === 0) return Number.POSITIVE_INFINITY;
  const sharesOverDof = sourcesOf(q).map((source) => (source.u / u) ** 4 / source.dof);
  return 1 / sharesOverDof.reduce((total, term) => total + term, 0);
}

/** U95 = t(.975, nu_eff) u; k = 2 from nu_eff > 30 on (measurement.md 2.3). */
export const expandedUncertainty = (q: Quantity): number => student95(effectiveDof(q)) * standardUncertainty(q);

/** One error source of a number: its standard uncertainty there, and its share of the variance. */
export interface BudgetLine {
  readonly source: string;
  readonly u: number;
  readonly share: number;
}

/** The error sources of a quantity, largest first; components `NAME[k]` as one NAME. The shares add up to 1. */
export function budget(q: Quantity): BudgetLine[] {
  const lines = sourcesOf(q).filter(({ u }) => u > ROUNDING * Math.abs(q.value));
  const variance = lines.reduce((sum, { u }) => sum + u * u, 0);
  return lines
    .map(({ source, u }) => ({ source, u, share: (u * u) / variance }))
    .sort((a, b) => b.u - a.u || a.source.localeCompare(b.source));
}

/** The name of a source: a component `NAME[k]` belongs to NAME. */
export const sourceName = (id: string): string => id.replace(/\[\d+\]$/, "");

/** A source with all its components. */
export interface Source {
  readonly source: string;
  readonly u: number;
  readonly dof: number;
  readonly shape: Shape | undefined;
}

/** The sources of a quantity, in no order. */
export function sourcesOf(q: Quantity): Source[] {
  const squares = new Map<string, { square: number; dof: number; shape: Shape | undefined }>();
  for (const [id, contribution] of q.sources) {
    const source = sourceName(id);
    const entry = squares.get(source) ?? { square: 0, dof: Number.POSITIVE_INFINITY, shape: q.shapes.get(id) };
    entry.square += contribution * contribution;
    entry.dof = Math.min(entry.dof, q.dof.get(id) ?? Number.POSITIVE_INFINITY);
    squares.set(source, entry);
  }
  return [...squares].map(([source, { square, ...known }]) => ({ source, u: Math.sqrt(square), ...known }));
}
