import type { Curve } from "../core/curve.js";
import type { ErrorSource, Rail } from "../core/rail.js";
import type { Stage } from "./stage.js";

/** As words between single blanks, with one before and one after. */
const asWords = (text: string): string => ` ${text.replaceAll(/[\s,;()]+/g, " ").trim()} `;

/** Whether a curve was measured with the sensor of this rail, by what it says it was measured with: `PROBE/RAIL` in its id. */
export function isThisSensor(curve: Curve, { id }: Rail, probe: string): boolean {
  const side = curve.kind === "gain-offset" ? "sensor" : "output";
  const names = (curve.measured?.instruments ?? []).filter(({ measures }) => measures === side);
  return names.some((instrument) => asWords(instrument.id).includes(asWords(`${probe}/${id}`)));
}

/**
 * Whether an error of the rail's instrument is inside its curves: gain and offset are, where a curve was fitted to what this
 * very sensor showed (measurement.md 1.4). Rounding never is.
 */
export function absorbing(stages: readonly Stage[], rail: Rail, probe: string): (source: ErrorSource) => boolean {
  const own = stages.filter(({ curve }) => isThisSensor(curve, rail, probe));
  return ({ kind, of }) => {
    if (kind === "resolution") return false;
    return own.some(({ curve, from }) => {
      if (curve.kind === "gain-offset") return curve.of === "power" || curve.of === of;
      return curve.kind === "regulator" && curve.regression === "predictive" && curve.from === from;
    });
  };
}
