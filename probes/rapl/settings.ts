import * as z from "zod";
import { railSettings } from "../shared/rail-settings.js";

/** The settings of this probe; `{}` takes every zone. */
export const settings = z.strictObject({
  only: railSettings.only,
  totals: railSettings.totals,
  plausiblePowerW: z
    .number()
    .positive()
    .optional()
    .describe(
      "largest power of one zone in watts, to tell a wrapped counter from a reset one; from the zone's limits if absent",
    ),
});

/** The same, parsed. */
export type Settings = z.infer<typeof settings>;
