import type { ZodType } from "zod";
import { MeasurementError } from "../core/error.js";
import { didYouMean } from "../core/nearest.js";

/** Each schema that `joulemark schema` prints: what it is of, and how to load it. */
const schemas: Readonly<Record<string, { readonly of: string; readonly load: () => Promise<ZodType> }>> = {
  result: {
    of: "the JSON of run, record and report (joulemark/result/v1)",
    load: async () => (await import("../core/result-schema.js")).resultSchema,
  },
  config: {
    of: "the configuration file joulemark.yaml",
    load: async () => (await import("../config/config-schema.js")).configSchema,
  },
  runner: {
    of: "the lines of the native runner on descriptor 3 (joulemark/runner/v1)",
    load: async () => (await import("../runner/protocol.js")).runnerEventSchema,
  },
};

/** The names `schemaText` knows. */
export const schemaNames: readonly string[] = Object.keys(schemas);

/** The text of a JSON Schema (draft 2020-12), or without a name the list of schemas. Throws UNKNOWN_NAME. */
export async function schemaText(name?: string): Promise<string> {
  if (name === undefined) return listText();
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema === undefined) throw unknownSchema(name);
  const { jsonSchemaOf } = await import("./json-schema.js");
  return `${JSON.stringify(jsonSchemaOf(await schema.load()), null, 2)}\n`;
}

function listText(): string {
  const width = Math.max(...Object.keys(schemas).map((name) => name.length));
  return Object.entries(schemas)
    .map(([name, { of }]) => `${name.padEnd(width)}  ${of}\n`)
    .join("");
}

function unknownSchema(name: string): MeasurementError {
  return new MeasurementError(
    "UNKNOWN_NAME",
    `There is no schema called ${JSON.stringify(name)}${didYouMean(name, schemaNames)}`,
    `The schemas are: ${schemaNames.join(", ")}`,
  );
}
