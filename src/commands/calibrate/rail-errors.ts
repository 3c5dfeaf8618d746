import type { ColumnQuantity, ErrorSource, Rail } from "../../core/rail.js";
import { resolutionOfMean } from "../../core/stats.js";

const divisors: Readonly<Record<ErrorSource["distribution"], number>> = {
  normal: 1,
  rectangular: Math.sqrt(3),
  triangular: Math.sqrt(6),
};

const standard = ({ size, distribution }: ErrorSource): number => size / divisors[distribution];

/** Relative standard uncertainty of what a rail shows of these quantities, the same at every reading. */
export const gainOf = ({ uncertainty }: Rail, of: readonly ColumnQuantity[]): number =>
  Math.hypot(...uncertainty.filter((each) => each.kind === "gain" && of.includes(each.of)).map(standard));

/** Standard uncertainty that a rail's offsets leave in its power, W; `volts` and `amperes` where it measures those. */
export function offsetOf(
  { uncertainty }: Rail,
  { volts = 0, amperes = 0 }: { volts?: number; amperes?: number },
): number {
  const perUnit: Readonly<Record<ColumnQuantity, number>> = { power: 1, current: volts, voltage: amperes, energy: 0 };
  return Math.hypot(
    ...uncertainty.filter(({ kind }) => kind === "offset").map((each) => standard(each) * perUnit[each.of]),
  );
}

/** Standard uncertainty that a rail's offsets leave in a quantity it measures itself, in its unit. */
export const offsetIn = ({ uncertainty }: Rail, of: ColumnQuantity): number =>
  Math.hypot(...uncertainty.filter((each) => each.kind === "offset" && each.of === of).map(standard));

/** What the resolution of a rail's column leaves in a mean whose samples scatter by `sd` (measurement.md 2.2). */
export const resolutionU = ({ uncertainty }: Rail, of: ColumnQuantity, sd: number): number =>
  Math.hypot(
    ...uncertainty
      .filter((each) => each.kind === "resolution" && each.of === of)
      .map(({ size }) => resolutionOfMean(size, sd)),
  );
