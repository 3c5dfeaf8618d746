import * as z from "zod";
import { isZone } from "../zone.js";

/** How to read a recording of pcm-power. */
export const pcmPowerSettings = z.strictObject({
  zone: z
    .string()
    .refine(isZone, "a time zone of the IANA list, e.g. Europe/Berlin")
    .optional()
    .describe(
      "time zone of the computer that wrote the CSV, e.g. Europe/Berlin; read as UTC when absent. Text has no time",
    ),
});
