import * as z from "zod";

/**
 * A schema as JSON Schema (draft 2020-12). What a file may hold is the input; what a result holds has no defaults, so that
 * both are the same for it. A file of its own: importing all of the schema library at run time would put every part of
 * it, forty languages among them, into the program that has to start quickly.
 */
export const jsonSchemaOf = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: "input" });
