import type { Curve } from "../core/curve.js";
import type { Point } from "../core/rail.js";
import type { ChosenCurve } from "./assign-curves.js";
import { appliesTo, type CalibratedRail } from "./curve-scope.js";

/**
 * Curves for every rail they fit, as curves for those rails that they bring to a point, up or down; a rail that is there
 * already is left alone. Curves for a named rail stay as they are, and go before the others.
 */
export const towards = (
  chosen: readonly ChosenCurve[],
  rails: readonly CalibratedRail[],
  point: Point,
): readonly ChosenCurve[] =>
  chosen.flatMap((choice) => {
    if (choice.rail !== undefined) return [choice];
    const { curve } = choice;
    const fitting = rails.filter((rail) => appliesTo(curve, rail, rails) && leads(curve, rail.point, point));
    return fitting
      .filter(
        (rail) => !chosen.some((other) => isNamed(other, rail) && isConverting(other.curve) === isConverting(curve)),
      )
      .map(({ probe, id }) => ({ curve, probe, rail: id }));
  });

const isConverting = ({ kind }: Curve): boolean => kind !== "gain-offset";

const isNamed = ({ probe, rail }: ChosenCurve, at: CalibratedRail): boolean => probe === at.probe && rail === at.id;

/** From one point to the other, either way round; what corrects a sensor leaves it where it is. */
function leads(curve: Curve, from: Point, to: Point): boolean {
  if (!isConverting(curve)) return curve.from === from;
  return (curve.from === from && curve.to === to) || (curve.to === from && curve.from === to);
}
