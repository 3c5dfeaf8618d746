import * as z from "zod";
import { gpusSetting } from "../shared/nvidia/boards.js";

/** What can be set. */
export const settings = z.strictObject({
  gpus: gpusSetting,
  value: z
    .enum(["auto", "energy", "instant", "average", "usage", "samples"])
    .default("auto")
    .describe(
      "what to read; auto is the energy counter, else the instant power, the mean of a second, the usage; samples are the driver's own, of one GPU",
    ),
});
/** The settings as parsed. */
export type Settings = z.infer<typeof settings>;
