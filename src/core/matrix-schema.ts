import * as z from "zod";
import { figureShape, findingSchema, pointSchema, verdictSchema } from "./figure-schema.js";
import { conditionSchema } from "./result-schema.js";

const sourceMap = z.record(z.string(), z.number());

const matrixNumberSchema = z
  .strictObject({
    ...figureShape,
    sources: sourceMap.describe("Each error source's signed contribution, in the number's unit"),
    dof: sourceMap.exactOptional().describe("Degrees of freedom of those estimated from few observations"),
  })
  .meta({ id: "MatrixNumber", description: "A number with its error sources" });

const powerSchema = z
  .strictObject({
    of: z.string().describe("The total or rail"),
    point: pointSchema,
    estimate: z.boolean().describe("True for a model without a sensor: to be shown with the word ESTIMATE only"),
    curve: z.string().nullable().describe("The curve that brought it to its point; null without one"),
    coverage: z
      .number()
      .min(0)
      .max(1)
      .describe("Share of the worked window that samples account for, the least over runs"),
    meanPowerW: matrixNumberSchema.nullable().describe("Watts; null when no honest number can be given"),
    efficiency: matrixNumberSchema.nullable().describe("unit/s/W"),
    joulesPerUnit: matrixNumberSchema.nullable(),
  })
  .meta({ id: "MatrixPower", description: "A cell's power, and what follows from it" });

const loadSchema = z
  .strictObject({
    network: z.string().exactOptional().describe("Absent for a command"),
    batch: z.number().exactOptional(),
    precision: z.string().exactOptional(),
    engine: z.string().describe("The runner's back end, or the name of an engine that is a command"),
    device: z.number().exactOptional(),
    command: z.array(z.string()).describe("Its words as they were started"),
  })
  .meta({ id: "MatrixLoad", description: "What a cell runs" });

const expectationSchema = z
  .strictObject({
    what: z.string(),
    expected: z.string(),
    found: z.string().nullable().describe("null where no instrument tells"),
    met: z.boolean().nullable(),
  })
  .meta({ id: "MatrixExpectation", description: "What the plan says should hold: checked, never set" });

/** Schema of `MatrixReason`. */
export const matrixReasonSchema = z
  .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
  .meta({ id: "MatrixReason", description: "Why there is no number" });

const cellSchema = z
  .strictObject({
    id: z.string().describe("Unique in its system, the same in every run of its plan"),
    system: z.string().describe("Label of its system"),
    load: loadSchema,
    published: z.string().exactOptional().describe("Id of the paper's cell that it is held against"),
    state: z.enum(["measured", "unavailable", "failed", "pending"]),
    reason: matrixReasonSchema.exactOptional(),
    runs: z.number().describe("That gave a number"),
    asked: z.number().describe("Runs asked for"),
    recordings: z.array(z.string()).describe("In the order of their blocks"),
    unit: z.string(),
    rate: matrixNumberSchema.nullable().describe("unit/s, the mean over runs"),
    powers: z.array(powerSchema),
    conditions: z.array(conditionSchema),
    expectations: z.array(expectationSchema),
    quality: z.strictObject({ verdict: verdictSchema, findings: z.array(findingSchema) }),
  })
  .meta({ id: "MatrixCell", description: "One load on one system" });

const systemSchema = z
  .strictObject({
    label: z.string().describe("The host's name unless told otherwise; unique"),
    host: z.record(z.string(), z.unknown()),
    probes: z.array(z.strictObject({ name: z.string(), device: z.string() })),
    version: z.string().describe("joulemark's"),
  })
  .meta({ id: "MatrixSystem", description: "A computer on which cells were measured" });

/** Schema of `joulemark/matrix/v1`; a type test keeps it equal to `Matrix`. */
export const matrixSchema = z
  .strictObject({
    schema: z.literal("joulemark/matrix/v1"),
    ids: z.array(z.string()).describe("One for each run of a plan; a merge keeps those it was made of"),
    plan: z.string(),
    startedAt: z.string().describe("UTC, ISO 8601"),
    seed: z.number(),
    systems: z.array(systemSchema),
    cells: z.array(cellSchema).describe("In the order of the plan, system by system"),
  })
  .meta({ title: "joulemark/matrix/v1", description: "A matrix of cells on one system, or joined of several" });
