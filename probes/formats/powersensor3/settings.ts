import * as z from "zod";
import { points } from "../../../src/core/rail.js";

/** How to read a dump. Point and limit of error have no default: the dump does not know them. */
export const dumpSettings = z.strictObject({
  point: z.enum(points).describe("where the pairs are measured"),
  points: z
    .record(z.string(), z.enum(points))
    .default({})
    .describe("the same by pair, where they differ: points.pair1=wall"),
  accuracyPercent: z
    .number()
    .positive()
    .max(100)
    .describe("limit of error of voltage times current, percent of the reading"),
});

/** The same, parsed. */
export type DumpSettings = z.infer<typeof dumpSettings>;
