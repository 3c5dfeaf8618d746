import type { Extent, Operating, Outside } from "../core/correction.js";
import type { Curve } from "../core/curve.js";

/** How far beyond its range a curve may be used where the user allows it (measurement.md 1.5). */
const NEAR = 0.1;
/** Rounding at the very end of a range. */
const ROUNDING = 1e-9;

/** A quantity with where a curve holds. */
export interface Limit {
  readonly what: string;
  readonly unit: string;
  readonly range: readonly [low: number, high: number];
  /** Nothing beyond it means anything, however near: an input power below the loss without load. */
  readonly hard?: boolean;
}

/** A value against a limit, or undefined where it is inside. A value that is none is outside of everything. */
export function against({ what, unit, range, hard = false }: Limit, value: number, curve: string): Outside | undefined {
  const [low, high] = range;
  const reach = (end: number, share: number) => (Number.isFinite(end) ? Math.abs(end) * share : 0);
  if (value >= low - reach(low, ROUNDING) && value <= high + reach(high, ROUNDING)) return undefined;
  const near = !hard && value >= low - reach(low, NEAR) && value <= high + reach(high, NEAR);
  return { curve, what, unit, value, range, near };
}

/** The one that is farthest from being usable. */
export function worst(found: readonly (Outside | undefined)[]): Outside | undefined {
  const all = found.filter((one) => one !== undefined);
  return all.find(({ near }) => !near) ?? all[0];
}

const words = { currentA: ["current", "A"], voltageV: ["voltage", "V"], powerW: ["power", "W"] } as const;

/** Where the curve holds by its model alone: rows, modes, and no negative current through a loss polynomial. */
function modelRange(curve: Curve): readonly (Limit & { readonly key: keyof typeof words })[] {
  const limit = (key: keyof typeof words, range: readonly [number, number]) => {
    const [what, unit] = words[key];
    return [{ key, what, unit, range }];
  };
  if (curve.kind === "table") return limit(curve.over, [curve.rows[0]?.[0] ?? 0, curve.rows.at(-1)?.[0] ?? 0]);
  if (curve.kind === "gain-offset" || curve.model.form === "efficiency") return [];
  if (curve.model.form === "loss") return curve.range?.currentA === undefined ? limit("currentA", [0, Infinity]) : [];
  const { pieces } = curve.model;
  return limit("currentA", [pieces[0]?.currentA[0] ?? 0, pieces.at(-1)?.currentA[1] ?? 0]);
}

/** Every limit of a curve, by the quantity at its point `from`. */
function limitsOf(curve: Curve): readonly (Limit & { readonly key: keyof typeof words })[] {
  const stated = (["currentA", "voltageV", "powerW"] as const).flatMap((key) => {
    const range = curve.range?.[key];
    const [what, unit] = words[key];
    return range === undefined ? [] : [{ key, what, unit, range }];
  });
  return [...stated, ...modelRange(curve)];
}

/** Quantities that only a rail with current and voltage, or a stated voltage, can be checked by. */
export const needsVoltage = (curve: Curve): boolean => limitsOf(curve).some(({ key }) => key !== "powerW");

/** The worst of what a window has outside of where a curve holds; the extent is at the curve's point `from`. */
export function outsideOf(curve: Curve, { low, high }: Extent, voutV: number | undefined): Outside | undefined {
  const at = `at ${curve.from}`;
  return worst(
    limitsOf(curve).flatMap((limit) =>
      [low, high].map((operating) =>
        against({ ...limit, what: `${limit.what} ${at}` }, quantityAt(operating, limit.key, voutV), curve.id),
      ),
    ),
  );
}

function quantityAt({ powerW, currentA, voltageV }: Operating, key: keyof typeof words, voutV = Number.NaN): number {
  if (key === "powerW") return powerW;
  return key === "currentA" ? (currentA ?? powerW / voutV) : (voltageV ?? voutV);
}
