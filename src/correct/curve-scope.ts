import type { Curve } from "../core/curve.js";
import type { Point } from "../core/rail.js";

/** A rail as far as choosing its curves goes. */
export interface CalibratedRail {
  readonly probe: string;
  readonly id: string;
  readonly point: Point;
  /** What the probe calls its board or card. */
  readonly device?: string | undefined;
  /** The rail's own note: with several cards it has the name of this one. */
  readonly note?: string | undefined;
}

/** Whether a rail is one of those a curve says it is for; without a word from the curve every rail is. */
export function appliesTo({ appliesTo: scope = {} }: Curve, rail: CalibratedRail, rails: readonly CalibratedRail[]) {
  // The second of two probes of one name is called NAME#2, which no curve knows.
  const isOf = scope.probe === undefined || rail.probe.replace(/#\d+$/, "") === scope.probe;
  const isThis = scope.rail === undefined || rail.id === scope.rail;
  return isOf && isThis && (scope.board === undefined || isOn(scope.board, rail, rails));
}

/** A rail's note names its card; the device is asked where no note does, since it may name several cards. */
function isOn(board: string, rail: CalibratedRail, rails: readonly CalibratedRail[]): boolean {
  if (names(rail.note, board)) return true;
  const told = rails.some((other) => other.probe === rail.probe && names(other.note, board));
  return !told && names(rail.device, board);
}

/** Whether a list such as `CARD 1, CARD 2; driver 535` has the board's name, whole or its end from a blank on. */
function names(list: string | undefined, board: string): boolean {
  const wanted = board.toLowerCase();
  const items = (list ?? "").toLowerCase().split(/[,;:]\s*/);
  return items.some((item) => item.trim() === wanted || item.trim().endsWith(` ${wanted}`));
}

/** `board X, probe Y, rail Z` of a curve. */
export const wordsOfScope = ({ appliesTo: scope = {} }: Curve): string =>
  Object.entries(scope)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
