import { MeasurementError } from "../../src/core/error.js";
import { didYouMean } from "../../src/core/nearest.js";
import type { Rail, Total } from "../../src/core/rail.js";

/** Those totals whose parts are all among the rails. */
export const completeTotals = (totals: readonly Total[], rails: readonly Rail[]): readonly Total[] =>
  totals.filter(({ parts }) => parts.every((part) => rails.some(({ id }) => id === part)));

/** The user's own totals; throws UNKNOWN_NAME, POINT_MISMATCH or CONFIG when one cannot be a sum of these rails. */
export function checkedTotals(totals: readonly Total[], rails: readonly Rail[]): readonly Total[] {
  for (const total of totals) {
    const parts = total.parts.map((part) => findRail(part, rails));
    checkPoints(total, parts);
    checkOverlap(total, parts);
  }
  return totals;
}

/** The rail of that id, or UNKNOWN_NAME with the ids there are. */
export function findRail(id: string, rails: readonly Rail[]): Rail {
  const rail = rails.find((rail) => rail.id === id);
  if (rail !== undefined) return rail;
  const ids = rails.map((rail) => rail.id);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no rail ${JSON.stringify(id)}${didYouMean(id, ids)}`,
    `Use one of: ${ids.join(", ")}`,
  );
}

function checkPoints({ name }: Total, parts: readonly Rail[]): void {
  const [first] = parts;
  const other = parts.find(({ point }) => point !== first?.point);
  if (first === undefined || other === undefined) return;
  throw new MeasurementError(
    "POINT_MISMATCH",
    `Total ${name} adds ${first.id} at ${first.point} and ${other.id} at ${other.point}`,
    "Add rails of one point only; the probe's README says where each is measured",
  );
}

function checkOverlap({ name }: Total, parts: readonly Rail[]): void {
  const inside = parts.find(({ partOf }) => parts.some(({ id }) => id === partOf));
  const twice = parts.find(({ id }, index) => parts.findIndex((part) => part.id === id) !== index);
  if (inside === undefined && twice === undefined) return;
  const what = inside ? `${inside.id} is already contained in ${inside.partOf}` : `${twice?.id} is named twice`;
  throw new MeasurementError(
    "CONFIG",
    `Total ${name} counts energy twice: ${what}`,
    "Name each rail once and no rail's part",
  );
}
