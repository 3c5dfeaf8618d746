import { monteCarlo } from "./monte-carlo.js";
import type { Quantity, Shape } from "./quantity.js";
import type { Figure } from "./result.js";
import { expandedUncertainty, quantity, sourcesOf, standardUncertainty } from "./uncertainty.js";

/** Below this part of the value an uncertainty is a rounding error of the arithmetic. */
const ROUNDING = 1e-12;
/** What all other sources together may be of one that is not normal, for it to dominate (EA-4/02, S9.14). */
const DOMINATED = 0.3;
/** u_r up to which a dominated number is linear enough for its factor to be found without its model. */
const LINEAR = 0.03;

/**
 * A quantity as published. U95 = t(.975, nu_eff) u by linear propagation (GUM), or by Monte Carlo where
 * measurement.md 2.5 asks for it: a strained linear form, or one source that is not normal and dominates. The estimate
 * itself stays as it is; U95 then reaches the farther end of the interval.
 */
export function figure(q: Quantity): Figure {
  const u = standardUncertainty(q);
  const { value } = q;
  if (u <= ROUNDING * Math.abs(value)) return { value, u: 0, U95: 0 };
  const shape = dominating(q, u);
  if (q.strained || (shape !== undefined && q.model !== undefined && u > LINEAR * Math.abs(value))) return drawn(q, u);
  if (shape === undefined) return { value, u, U95: expandedUncertainty(q) };
  return { value, u, U95: factorOf(shape) * u, method: "monte-carlo" };
}

function drawn(q: Quantity, u: number): Figure {
  const { low, high, ...scatter } = monteCarlo(q);
  // Student's t of one or two degrees of freedom has no variance: its draws scatter without bound.
  const few = Math.min(...q.dof.values()) <= 2;
  const U95 = Math.max(high - q.value, q.value - low);
  return { value: q.value, u: few ? u : scatter.u, U95, method: "monte-carlo", interval95: [low, high] };
}

interface Dominating {
  readonly shape: Shape;
  /** Of all the others, relative to it. */
  readonly rest: number;
}

function dominating(q: Quantity, u: number): Dominating | undefined {
  const sources = sourcesOf(q);
  const largest = sources.reduce((most, source) => (source.u > most.u ? source : most), sources[0] ?? noSource);
  const rest = Math.sqrt(Math.max(0, u * u - largest.u * largest.u)) / largest.u;
  return largest.shape === undefined || rest > DOMINATED ? undefined : { shape: largest.shape, rest };
}

const noSource = { source: "", u: 0, dof: 0, shape: undefined };

const factors = new Map<string, number>();

/** U95/u of a source of that shape with something normal beside it: drawn once for each hundredth of their ratio. */
function factorOf({ shape, rest }: Dominating): number {
  const hundredths = Math.ceil(rest * 100);
  const key = `${shape} ${hundredths}`;
  const known = factors.get(key);
  if (known !== undefined) return known;
  const q = quantity(
    0,
    [
      ["one", 1],
      ["rest", hundredths / 100],
    ],
    { shapes: [["one", shape]] },
  );
  const { low, high } = monteCarlo(q);
  const factor = (high - low) / 2 / standardUncertainty(q);
  factors.set(key, factor);
  return factor;
}
