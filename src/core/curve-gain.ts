import type * as z from "zod";
import type { curveSchema } from "./curve-schema.js";

type Converting = Extract<z.output<typeof curveSchema>, { kind: "regulator" }>;

/** Two meters do not differ by more [judgement]: what is above it is no difference of theirs but a mistake. */
const MOST = 0.1;

interface Loss {
  readonly aW: number;
  readonly bV: number;
  readonly cOhm: number;
}

/** The keys of linear terms by which a curve, where it holds, gives more than 10 % more than it takes. */
export function keysOfGain({ model, conditions, range }: Converting): readonly (readonly PropertyKey[])[] {
  const voutV = conditions?.voutV;
  if (model.form === "efficiency" || voutV === undefined) return [];
  if (model.form === "phases")
    return model.pieces.flatMap((piece, k) =>
      gains(piece, voutV, piece.currentA) ? [["model", "pieces", k, "bV"]] : [],
    );
  return range?.currentA !== undefined && gains(model, voutV, range.currentA) ? [["model", "bV"]] : [];
}

/** Whether a + b I + c I^2 falls below -10 % of V I between two currents: at its lowest there. */
function gains({ aW, bV, cOhm }: Loss, voutV: number, [from, to]: readonly [number, number]): boolean {
  const linear = bV + MOST * voutV;
  const vertex = linear < 0 ? -linear / (2 * cOhm) : 0;
  const lowest = Math.min(to, Math.max(from, 0, vertex));
  return aW + lowest * (linear + cOhm * lowest) < 0;
}
