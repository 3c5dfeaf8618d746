import { figure } from "../core/figure.js";
import type { Quantity } from "../core/quantity.js";
import type { Point } from "../core/rail.js";
import type { Figure } from "../core/result.js";
import { subtract, sum } from "../core/uncertainty.js";
import type { RailEnergy } from "./span.js";

/** One measurement of a power in one window. */
export interface Watcher {
  /** `PROBE/RAIL`, or several joined by ` + `. */
  readonly name: string;
  readonly point: Point;
  readonly energy: Quantity;
}

/** `same`: both watch one power. `parts`: the second are rails inside the first, and cannot take more than it. */
export type Relation = "same" | "parts";

/** Two measurements of which it is known how they have to relate, held against each other. */
export interface Agreement {
  readonly relation: Relation;
  readonly first: Watcher;
  readonly second: Watcher;
  /** The first less the second; errors that both share cancel. */
  readonly difference: Figure;
}

/** Two names that somebody says watch the same power. */
export type Same = readonly [first: string, second: string];

/**
 * What can be held against each other among the energies of one window: rails of one node at one point, rails and totals
 * that `same` names, and rails with the parts inside them. What has no number, or is at another point, is left out.
 */
export function agreementsAmong(
  rails: readonly RailEnergy[],
  totals: readonly Watcher[] = [],
  same: readonly Same[] = [],
): Agreement[] {
  const watchers = [...rails.flatMap(watcherOf), ...totals];
  return [...pairsOf(rails, watchers, same), ...wholesOf(rails)];
}

/** How far apart two measurements are, in units of the U95 of their difference (E_n of ISO 13528): above 1 they disagree. */
export function normalizedError({ relation, difference: { value, U95 } }: Agreement): number {
  // parts that take less than the whole are as they should be
  const apart = relation === "same" ? Math.abs(value) : Math.max(0, -value);
  return apart === 0 ? 0 : apart / U95;
}

/**
 * The normalized error above which one of `count` comparisons disagrees: among many, some are above 1 by chance alone.
 * All together are wrong in at most 5 % of all reports (Bonferroni).
 */
export const disagreesAbove = (count: number): number => normalTail(0.025 / Math.max(1, count)) / normalTail(0.025);

function pairsOf(rails: readonly RailEnergy[], watchers: readonly Watcher[], same: readonly Same[]): Agreement[] {
  const named = new Map(watchers.map((watcher) => [watcher.name, watcher]));
  const byNode = rails.flatMap((rail, k) =>
    rails.slice(k + 1).flatMap((other): Same[] => (isSame(rail, other) ? [[nameOf(rail), nameOf(other)]] : [])),
  );
  return [...byNode, ...same].flatMap(([a, b]) => {
    const [first, second] = [named.get(a), named.get(b)];
    return first === undefined || second === undefined || first.point !== second.point
      ? []
      : agreement("same", first, second);
  });
}

const isSame = (a: RailEnergy, b: RailEnergy): boolean => a.rail.node !== undefined && a.rail.node === b.rail.node;

/** A rail with those right inside it; those that have no number can only make it more. */
function wholesOf(rails: readonly RailEnergy[]): Agreement[] {
  return rails.flatMap((whole) => {
    const inside = rails.filter(
      ({ probe, rail, correction }) =>
        probe === whole.probe && rail.partOf === whole.rail.id && correction.to === whole.correction.to,
    );
    const parts = inside.flatMap(watcherOf);
    return watcherOf(whole).flatMap((first) => (parts.length === 0 ? [] : agreement("parts", first, together(parts))));
  });
}

function together(parts: readonly Watcher[]): Watcher {
  const name = parts.map((part) => part.name).join(" + ");
  return { name, point: parts[0]?.point ?? "estimate", energy: sum(parts.map(({ energy }) => energy)) };
}

const agreement = (relation: Relation, first: Watcher, second: Watcher): Agreement => ({
  relation,
  first,
  second,
  difference: figure(subtract(first.energy, second.energy)),
});

const nameOf = ({ probe, rail }: RailEnergy): string => `${probe}/${rail.id}`;

const watcherOf = (measured: RailEnergy): Watcher[] =>
  measured.energy === null ? [] : [{ name: nameOf(measured), point: measured.correction.to, energy: measured.energy }];

/** The normal deviate that is exceeded with probability `p` < .5 (Abramowitz and Stegun 26.2.23, to 4.5e-4). */
function normalTail(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}
