import * as z from "zod";
import { gpusSetting } from "../shared/nvidia/boards.js";

/** What can be set. */
export const settings = z.strictObject({
  gpus: gpusSetting,
  field: z
    .enum(["auto", "power.draw", "power.draw.average", "power.draw.instant"])
    .default("auto")
    .describe("which power to take; auto is the instant one where there is one, else power.draw"),
});
/** The settings as parsed. */
export type Settings = z.infer<typeof settings>;
