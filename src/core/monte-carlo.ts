import type { Quantity } from "./quantity.js";
import { Random } from "./random.js";
import { modelOf, sourceName } from "./uncertainty.js";

/** Enough for two digits of U (measurement.md 2.5). */
const DRAWS = 1e5;
/** Results are functions of their recording: the same one gives the same digits. */
const SEED = 2015;

/** A number by Monte Carlo (JCGM 101): its scatter, and the interval with 2.5 % of the draws on either side. */
export interface Drawn {
  readonly u: number;
  readonly low: number;
  readonly high: number;
}

/** How often, and from which seed. */
export interface DrawOptions {
  readonly draws?: number;
  readonly seed?: number;
}

/**
 * Draws every source of a quantity once a trial, from its own distribution: rectangular or triangular where its shape says
 * so, Student's t where it has few degrees of freedom, else normal. Components `NAME[k]` share one chi-squared: they were
 * estimated together.
 */
export function monteCarlo(q: Quantity, { draws = DRAWS, seed = SEED }: DrawOptions = {}): Drawn {
  const places = new Map([...q.sources.keys()].map((id, k) => [id, k]));
  const value = modelOf(q)((id) => places.get(id) ?? places.set(id, places.size).size - 1);
  const deviations = new Float64Array(places.size);
  const fill = drawer(q, [...places.keys()], new Random(seed));
  const values = new Float64Array(draws);
  for (let trial = 0; trial < draws; trial++) {
    fill(deviations);
    values[trial] = value(deviations);
  }
  return spread(values);
}

type Fill = (deviations: Float64Array) => void;

/** Fills a vector of deviations anew, in standard uncertainties. */
function drawer(q: Quantity, ids: readonly string[], random: Random): Fill {
  const kinds = ids.map((id) => q.shapes.get(id) ?? "normal");
  const few = groupsOfFew(q, ids);
  return (deviations) => {
    for (let k = 0; k < kinds.length; k++) {
      const kind = kinds[k];
      if (kind === "rectangular") deviations[k] = (2 * random.uniform() - 1) * Math.sqrt(3);
      else if (kind === "triangular") deviations[k] = (random.uniform() + random.uniform() - 1) * Math.sqrt(6);
      else deviations[k] = random.normal();
    }
    for (const { dof, members } of few) {
      const factor = 1 / Math.sqrt(random.meanSquare(dof));
      for (const k of members) deviations[k] = (deviations[k] ?? 0) * factor;
    }
  };
}

interface Group {
  readonly dof: number;
  readonly members: number[];
}

/** The sources of finite degrees of freedom, by what they were estimated with. */
function groupsOfFew(q: Quantity, ids: readonly string[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [k, id] of ids.entries()) {
    const dof = q.dof.get(id) ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(dof)) continue;
    const name = sourceName(id);
    const group = groups.get(name) ?? { dof, members: [] };
    group.members.push(k);
    groups.set(name, group);
  }
  return [...groups.values()];
}

function spread(values: Float64Array): Drawn {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  values.sort();
  const at = (share: number) => values[Math.min(n - 1, Math.floor(share * n))] ?? Number.NaN;
  return { u: Math.sqrt(squares / (n - 1)), low: at(0.025), high: at(0.975) };
}
