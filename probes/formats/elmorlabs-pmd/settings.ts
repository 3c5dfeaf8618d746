import * as z from "zod";

/** How to read a capture. */
export const pmdSettings = z.strictObject({
  startMs: z
    .number()
    .positive()
    .optional()
    .describe("when the stream began, milliseconds since 1970; a folder's PMD_start_ts.txt says it too"),
});

/** The same, parsed. */
export type PmdSettings = z.infer<typeof pmdSettings>;
