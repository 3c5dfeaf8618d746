import type { Comparison } from "../../core/comparison.js";
import type { Finding } from "../../core/finding.js";
import type { Holding } from "./held.js";
import { comparedNumbers } from "./numbers.js";
import type { RunsSide } from "./side.js";

/** Sides that may be compared, held against the first, with what is known of how they compare. */
export function comparisonFrom(
  sides: readonly RunsSide[],
  { hold, findings }: { readonly hold: Holding; readonly findings: readonly Finding[] },
): Comparison {
  const { subjects, headline } = comparedNumbers(sides, hold);
  return {
    schema: "joulemark/comparison/v1",
    sides: sides.map(({ label, id, curves, quality, command, name, host, runs }) => ({
      ...{ label, run: id, curves, quality, command, runs },
      ...(name !== undefined && { name }),
      ...(typeof host["hostname"] === "string" && { hostname: host["hostname"] }),
    })),
    subjects,
    ...(headline !== undefined && { headline }),
    findings,
  };
}
