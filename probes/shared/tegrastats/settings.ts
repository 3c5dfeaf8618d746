import * as z from "zod";
import { railSettings } from "../rail-settings.js";

/** What can be set of rails of tegrastats, live or in a log of it; `{}` takes every rail with its board's totals. */
export const tegrastatsSettings = z.strictObject({
  ...railSettings,
  shuntMicroOhms: z
    .record(z.string(), z.number().positive())
    .default({})
    .describe("shunt by rail id in micro-ohms, where you know it: limits of error depend on it, values do not"),
  shuntTolerancePercent: z.number().min(0).max(50).default(1).describe("tolerance of the shunts in per cent"),
});

/** The same, parsed. */
export type TegrastatsSettings = z.infer<typeof tegrastatsSettings>;
