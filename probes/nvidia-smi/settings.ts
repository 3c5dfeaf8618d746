import * as z from "zod";

const gpu = z.union([z.string().regex(/^[\w:.-]+$/, "an index, a UUID or a bus id"), z.int().nonnegative()]);

/** What can be set. */
export const settings = z.strictObject({
  gpus: z
    .union([gpu, z.array(gpu).min(1)])
    .optional()
    .describe("index, UUID or bus id of the GPUs to sample, one or a list; all when absent"),
  field: z
    .enum(["auto", "power.draw", "power.draw.average", "power.draw.instant"])
    .default("auto")
    .describe("which power to take; auto is the instant one where there is one, else power.draw"),
});
/** The settings as parsed. */
export type Settings = z.infer<typeof settings>;
