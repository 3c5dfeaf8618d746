import * as z from "zod";

/** How to read what turbostat printed. */
export const turbostatSettings = z.strictObject({
  intervalS: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe("seconds between two blocks, as turbostat's --interval; needed where there is no Time_Of_Day_Seconds"),
});
