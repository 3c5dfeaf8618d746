import * as z from "zod";
import { points, type Rail } from "../../src/core/rail.js";
import { findRail } from "./totals.js";

/** Settings that every probe of polled files has. */
export const railSettings = {
  only: z.array(z.string().min(1)).min(1).optional().describe("ids of the rails to sample; all when absent"),
  totals: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe("name of the total"),
        parts: z.array(z.string().min(1)).min(1).describe("ids of the rails that are added"),
        scope: z.string().min(1).describe("what the total covers, e.g. module or board"),
      }),
    )
    .optional()
    .describe("totals in place of those the probe knows; the parts must be at one point and not contain each other"),
  points: z
    .record(z.string(), z.enum(points))
    .default({})
    .describe("measurement point by rail id, where you know better than the probe"),
};

/** The rails asked for by `only`, in the instrument's order; throws UNKNOWN_NAME for an id that is not there. */
export function selectRails<Plan extends { readonly rail: Rail }>(plans: readonly Plan[], only?: readonly string[]) {
  if (only === undefined) return plans;
  const rails = plans.map(({ rail }) => rail);
  const wanted = new Set(only.map((id) => findRail(id, rails).id));
  return plans.filter(({ rail }) => wanted.has(rail.id));
}

/** Throws UNKNOWN_NAME for a setting by rail id that names no rail: a slip would otherwise change nothing, unseen. */
export function checkRailKeys(
  byRail: Readonly<Record<string, unknown>>,
  plans: readonly { readonly rail: Rail }[],
): void {
  const rails = plans.map(({ rail }) => rail);
  for (const id of Object.keys(byRail)) findRail(id, rails);
}
