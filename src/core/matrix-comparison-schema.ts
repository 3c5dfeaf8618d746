import * as z from "zod";
import { figureSchema, pointSchema } from "./figure-schema.js";
import { matrixReasonSchema, matrixSchema } from "./matrix-schema.js";

const comparedShape = {
  value: figureSchema.nullable(),
  reason: matrixReasonSchema.exactOptional().describe("Why the value is null"),
};
const comparedSchema = z.strictObject(comparedShape).meta({ id: "Compared", description: "A figure, or why not" });

const publishedSchema = z
  .strictObject({
    id: z.string(),
    table: z.number(),
    system: z.string(),
    point: pointSchema,
    rate: z.number().describe("img/s, as printed"),
    powerW: z.number().describe("W, as printed"),
    efficiency: z.number().describe("img/s/W, as printed"),
  })
  .meta({ id: "PublishedFigures", description: "One row of the paper's tables" });

const againstPaperSchema = z
  .strictObject({
    system: z.string(),
    cell: z.string(),
    published: publishedSchema,
    rate: comparedSchema.describe("Relative deviation, print rounding in its uncertainty"),
    powers: z.array(
      z.strictObject({ of: z.string(), point: pointSchema, power: comparedSchema, efficiency: comparedSchema }),
    ),
  })
  .meta({ id: "AgainstPaper", description: "A cell beside the paper's" });

const placeSchema = z.strictObject({ system: z.string(), cell: z.string() });

const ratioSchema = z
  .strictObject({
    between: z.enum(["systems", "batch", "precision"]),
    numerator: placeSchema,
    denominator: placeSchema,
    rate: comparedSchema,
    efficiencies: z.array(
      z.strictObject({
        of: z.tuple([z.string(), z.string()]),
        points: z.tuple([pointSchema, pointSchema]),
        ...comparedShape,
      }),
    ),
    claimed: z
      .strictObject({ rate: z.number().nullable(), efficiency: z.number().nullable() })
      .exactOptional()
      .describe("As the paper's text has it"),
  })
  .meta({ id: "MatrixRatio", description: "Two cells in a ratio: errors that both share have cancelled" });

/** Schema of `ComparedMatrix`, `joulemark/matrix/v1` as it is written; a type test keeps both equal. */
export const comparedMatrixSchema = matrixSchema
  .extend({
    comparisons: z
      .strictObject({ published: z.array(againstPaperSchema), ratios: z.array(ratioSchema) })
      .exactOptional()
      .describe("What follows from the cells"),
  })
  .meta({ title: "joulemark/matrix/v1", description: "A matrix of cells on one system, or joined of several" });
