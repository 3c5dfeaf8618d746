import * as z from "zod";

/** How to read a run. */
export const mlperfSettings = z.strictObject({
  scenario: z
    .enum(["as-logged", "MultiStream"])
    .optional()
    .describe("MultiStream: infer it from a SingleStream run; by default where the folder is called so"),
  accuracyPercent: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .describe("limit of error of the analyser, percent of its reading; the rules allow 1"),
});
