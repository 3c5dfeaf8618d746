import { type Correction, onePoint } from "../core/correction.js";
import { MeasurementError } from "../core/error.js";
import { nearest } from "../core/nearest.js";
import type { Point, Rail, Total } from "../core/rail.js";
import type { Same } from "../energy/agreement.js";

/** `PROBE/RAIL=PROBE/RAIL` as given to `--same`: two names of rails or totals that watch the same power. Throws CONFIG. */
export function parseSameWord(word: string): Same {
  const [first = "", second = "", ...more] = word.split("=").map((name) => name.trim());
  const isName = (name: string) => /^[^/]+\/.+/.test(name);
  if (isName(first) && isName(second) && more.length === 0 && first !== second) return [first, second];
  throw new MeasurementError(
    "CONFIG",
    `--same ${word}: does not name two rails`,
    "Write --same PROBE/RAIL=PROBE/RAIL; a total is named like a rail",
  );
}

/** What of a probe can be named, and where its rails end up. */
export interface Nameable {
  readonly name: string;
  readonly rails: readonly Rail[];
  readonly totals: readonly Total[];
}

/** Throws UNKNOWN_NAME for a name that nothing has, and POINT_MISMATCH for two that end up at different points. */
export function requireSame(
  same: readonly Same[],
  probes: readonly Nameable[],
  correctionOf: (probe: string, rail: Rail) => Correction,
): void {
  const places = new Map(probes.flatMap((probe) => placesOf(probe, correctionOf)));
  for (const pair of same) {
    onePoint(
      pair.map((name) => {
        const point = places.get(name);
        if (point === undefined) throw unknown(name, [...places.keys()]);
        return { name, point };
      }),
    );
  }
}

function placesOf(
  { name: probe, rails, totals }: Nameable,
  correctionOf: (probe: string, rail: Rail) => Correction,
): readonly (readonly [string, Point])[] {
  const points = new Map(rails.map((rail) => [rail.id, correctionOf(probe, rail).to]));
  const ofTotals = totals.flatMap(({ name, parts }) => {
    const point = points.get(parts[0] ?? "");
    return point === undefined ? [] : [[`${probe}/${name}`, point] as const];
  });
  return [...[...points].map(([id, point]) => [`${probe}/${id}`, point] as const), ...ofTotals];
}

function unknown(name: string, known: readonly string[]): MeasurementError {
  const near = nearest(name, known);
  return new MeasurementError(
    "UNKNOWN_NAME",
    `--same: there is no rail or total ${name}`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are: ${known.slice(0, 12).join(", ")}`,
  );
}
