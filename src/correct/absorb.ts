import type { Curve } from "../core/curve.js";
import type { ErrorSource, Rail } from "../core/rail.js";
import type { Stage } from "./stage.js";

/** As words between single blanks, with one before and one after. */
const asWords = (text: string): string => ` ${text.replaceAll(/[\s,;()]+/g, " ").trim()} `;

/** Whose rail it is: the probe that reads it, and the computer that the probe is on, where that is known. */
export interface Owner {
  readonly probe: string;
  readonly host?: string | undefined;
}

/**
 * Whether a curve was measured with the sensor of this rail, by what it says it was measured with: `PROBE/RAIL` in its id,
 * or `PROBE/RAIL on HOST`, since the same rail of another board of the kind is another sensor.
 */
export function isThisSensor(curve: Curve, { id }: Rail, { probe, host }: Owner): boolean {
  const side = curve.kind === "gain-offset" ? "sensor" : "output";
  const names = (curve.measured?.instruments ?? []).filter(({ measures }) => measures === side);
  return names.some((instrument) => {
    const [, behind] = asWords(instrument.id).split(asWords(`${probe}/${id}`));
    if (behind === undefined) return false;
    const [on, where] = behind.trim().split(" ");
    return on !== "on" || where === host;
  });
}

/**
 * Whether an error of the rail's instrument is inside its curves: gain and offset are, where a curve was fitted to what this
 * very sensor showed (measurement.md 1.4). Rounding never is.
 */
export function absorbing(stages: readonly Stage[], rail: Rail, owner: Owner): (source: ErrorSource) => boolean {
  const own = stages.filter(({ curve }) => isThisSensor(curve, rail, owner));
  return ({ kind, of }) => {
    if (kind === "resolution") return false;
    return own.some(({ curve, from }) => {
      if (curve.kind === "gain-offset") return curve.of === "power" || curve.of === of;
      return curve.kind === "regulator" && curve.regression === "predictive" && curve.from === from;
    });
  };
}
