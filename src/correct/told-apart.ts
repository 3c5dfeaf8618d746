import type { Curve } from "../core/curve.js";
import type { ChosenCurve } from "./assign-curves.js";

/** Every curve there was by its id, as text. */
export type KnownCurves = Map<string, string[]>;

/**
 * Curves that have one id and differ, as a rail that was calibrated twice, as `ID` and `ID#2`: errors are named by the id,
 * and two calibrations do not share theirs. `known` holds the curves of other results that these stand beside.
 */
export const toldApart = (chosen: readonly ChosenCurve[], known: KnownCurves = new Map()): readonly ChosenCurve[] =>
  chosen.map((choice) => ({ ...choice, curve: named(choice.curve, known) }));

function named(curve: Curve, known: KnownCurves): Curve {
  const texts = known.get(curve.id) ?? [];
  known.set(curve.id, texts);
  const text = JSON.stringify(curve);
  if (!texts.includes(text)) texts.push(text);
  const number = texts.indexOf(text) + 1;
  return number === 1 ? curve : { ...curve, id: `${curve.id}#${number}` };
}
