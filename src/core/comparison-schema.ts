import * as z from "zod";
import { figureSchema, findingSchema, pointSchema, verdictSchema } from "./figure-schema.js";

const sideSchema = z
  .strictObject({
    label: z.string(),
    run: z.string().describe("Id of the recording"),
    curves: z
      .array(z.strictObject({ probe: z.string(), rail: z.string(), curve: z.string() }))
      .describe("Ids of the curves, and the rails they correct; empty for a raw result"),
    quality: z.strictObject({ verdict: verdictSchema, findings: z.array(findingSchema) }),
    command: z.array(z.string()).exactOptional().describe("Of sides that are different runs, as what follows"),
    name: z.string().exactOptional(),
    hostname: z.string().exactOptional(),
    runs: z.number().exactOptional(),
  })
  .meta({ id: "ComparedSide", description: "One of the results that are compared" });

const orNone = (meaning: string) => z.number().nullable().describe(meaning);
const whatSchema = z.enum(["energyJ", "meanPowerW", "durationS", "rate", "efficiency"]);

const testSchema = z
  .strictObject({
    method: z
      .enum(["welch", "paired", "instruments"])
      .describe("How runs were tested; instruments: not at all, for a side has one run"),
    difference: figureSchema.describe("This side less the first, in the number's unit; U95 by Student's t"),
    ratio95: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe("Ratios that the test would not reject (Fieller); null where they have no end"),
    t: orNone("null where there is no test"),
    dof: orNone("Degrees of freedom (Welch-Satterthwaite); null where they have no end, or there is no test"),
    p: orNone("Two-sided, by Student's t"),
    pAdjusted: orNone("After Holm, among the tests that are made together"),
    outcome: z
      .enum(["better", "worse", "more", "less", "undecided", "untested"])
      .describe("more and less where neither is better by itself"),
    runsToTell: orNone("Runs a side (blocks, of pairs) that would see a real difference of this size 4 times of 5"),
    words: z.string(),
  })
  .meta({ id: "ComparedTest", description: "What the runs of a side say of a number, held against the first" });

const numberSchema = z
  .strictObject({
    what: whatSchema,
    unit: z.string(),
    values: z.array(figureSchema.nullable()).describe("In the order of the sides; null where a side gives none"),
    ratios: z
      .array(figureSchema.nullable())
      .describe("Each over the first: errors that both share cancel. The first is null, and one that cannot be given"),
    sds: z.array(orNone("Standard deviation of the runs of a side")).exactOptional(),
    runs: z.array(z.number()).exactOptional().describe("Runs of each side that give the number"),
    tests: z.array(testSchema.nullable()).exactOptional().describe("Of sides that are different runs"),
  })
  .meta({ id: "ComparedNumber", description: "One number on every side" });

const subjectSchema = z
  .strictObject({
    window: z.string(),
    execution: z.number().nullable().describe("Index of the execution the window lies in; null for phases around them"),
    kind: z.enum(["rail", "total", "command"]).describe("command: time and rate, at no point"),
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
    headline: z
      .strictObject({ name: z.string(), what: whatSchema, words: z.array(z.string()) })
      .exactOptional()
      .describe("The one number that the verdict is about: efficiency where work is counted, else energy"),
    findings: z.array(findingSchema).exactOptional().describe("What to know of the comparison itself"),
  })
  .meta({ title: "joulemark/comparison/v1", description: "Results side by side" });
