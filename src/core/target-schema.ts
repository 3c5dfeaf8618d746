import * as z from "zod";

/** Schema of `Target`. */
export const targetSchema = z
  .strictObject({
    of: z.string(),
    what: z.enum(["energyJ", "efficiency"]),
    target: z
      .number()
      .describe(
        "Relative half-width of the 95 % interval of the mean that was asked for, from the scatter of the runs",
      ),
    pilotRuns: z.number(),
    pilotVariation: z.number().describe("Coefficient of variation of the pilot's runs"),
    neededRuns: z.number(),
    mostRuns: z.number(),
    plannedRuns: z.number(),
    runs: z.number().describe("Completed"),
    halfWidth: z.number().nullable().describe("Of all runs, as the target; null when too few were completed"),
    reached: z.boolean(),
  })
  .meta({ id: "Target", description: "Repeats chosen by a rule stated in advance (--target-uncertainty)" });
