import type { Curve } from "../../core/curve.js";
import { curveSchema } from "../../core/curve-schema.js";
import type { Delivery } from "./delivery.js";
import type { Conditions } from "./sides.js";
import type { Provenance } from "./source.js";

/** What a curve says beside its numbers, but for its points. */
export const provenanceOf = ({ quality, source, instruments, appliesTo }: Provenance, { id, date }: Delivery) => ({
  id,
  quality,
  source,
  measured: { date, instruments: [...instruments] },
  ...(appliesTo && { appliesTo }),
});

/** A fitted curve with the state that its user names, which goes before what was measured; checked as its file will be. */
export function asCurve(curve: Curve, stated: Conditions): Curve {
  const conditions = { ...curve.conditions, ...stated };
  return curveSchema.parse({ ...curve, ...(Object.keys(conditions).length > 0 && { conditions }) });
}
