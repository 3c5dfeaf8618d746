import * as z from "zod";
import { figureSchema, findingSchema, pointSchema, verdictSchema } from "./result-schema.js";

const sideSchema = z
  .strictObject({
    label: z.string(),
    run: z.string().describe("Id of the recording"),
    curves: z
      .array(z.strictObject({ probe: z.string(), rail: z.string(), curve: z.string() }))
      .describe("Ids of the curves, and the rails they correct; empty for a raw result"),
    quality: z.strictObject({ verdict: verdictSchema, findings: z.array(findingSchema) }),
  })
  .meta({ id: "ComparedSide", description: "One of the results that are compared" });

const numberSchema = z
  .strictObject({
    what: z.enum(["energyJ", "meanPowerW", "efficiency"]),
    unit: z.string(),
    values: z.array(figureSchema.nullable()).describe("In the order of the sides; null where a side gives none"),
    ratios: z
      .array(figureSchema.nullable())
      .describe("Each over the first: errors that both share cancel. The first is null, and one that cannot be given"),
  })
  .meta({ id: "ComparedNumber", description: "One number on every side" });

const subjectSchema = z
  .strictObject({
    window: z.string(),
    execution: z.number().nullable().describe("Index of the execution the window lies in; null for phases around them"),
    kind: z.enum(["rail", "total"]),
    probe: z.string(),
    name: z.string(),
    points: z.array(pointSchema.nullable()),
    numbers: z.array(numberSchema),
  })
  .meta({ id: "ComparedSubject", description: "A rail or total in a window, on every side" });

/** Schema of `joulemark/comparison/v1`; a type test keeps it equal to `Comparison`. */
export const comparisonSchema = z
  .strictObject({
    schema: z.literal("joulemark/comparison/v1"),
    sides: z.array(sideSchema).describe("The first is what the others are held against"),
    subjects: z.array(subjectSchema),
  })
  .meta({ title: "joulemark/comparison/v1", description: "Results side by side" });
