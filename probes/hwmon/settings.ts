import * as z from "zod";
import { railSettings } from "../shared/rail-settings.js";

/** The settings of this probe; `{}` takes every chip that reports power or energy. */
export const settings = z.strictObject({
  ...railSettings,
  gainPercent: z
    .number()
    .min(0)
    .max(100)
    .default(5)
    .describe("limit of error in per cent of chips that state none; 5 is a judgement (measurement.md section 6)"),
});

/** The same, parsed. */
export type Settings = z.infer<typeof settings>;
