import * as z from "zod";
import { boards } from "../../shared/jetson/boards.js";
import { tegrastatsSettings } from "../../shared/tegrastats/settings.js";

/** How to read a log of tegrastats. */
export const settings = tegrastatsSettings.extend({
  intervalMs: z
    .number()
    .positive()
    .max(86_400_000)
    .optional()
    .describe("what --interval was, in ms; when absent it is told from the lines' own times, else 1000"),
  board: z
    .enum([...new Set(boards.map(({ name }) => name))])
    .optional()
    .describe("which board it was; when absent it is told from the names of its rails"),
});

/** The same, parsed. */
export type Settings = z.infer<typeof settings>;
