import * as z from "zod";
import { isZone } from "../zone.js";

/** How to read a log of the tool. */
export const nvidiaSmiSettings = z.strictObject({
  gpu: z
    .string()
    .min(1)
    .optional()
    .describe("column that tells GPUs apart; uuid, else pci.bus_id, else index when absent"),
  field: z
    .enum(["auto", "power.draw", "power.draw.average", "power.draw.instant"])
    .default("auto")
    .describe("which power to take; auto is the instant one where there is one, else power.draw"),
  zone: z
    .string()
    .refine(isZone, "a time zone of the IANA list, e.g. Europe/Berlin")
    .optional()
    .describe("time zone of the computer that wrote the log, e.g. Europe/Berlin; read as UTC when absent"),
  computeCapability: z
    .number()
    .positive()
    .optional()
    .describe(
      "compute capability of the GPUs, e.g. 8.6, where the log does not tell it: decides what a value stands for",
    ),
});

/** The same, parsed. */
export type NvidiaSmiSettings = z.infer<typeof nvidiaSmiSettings>;
