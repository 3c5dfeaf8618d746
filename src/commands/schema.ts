import type { ZodType } from "zod";
import { MeasurementError } from "../core/error.js";
import { didYouMean } from "../core/nearest.js";
import type { Context } from "./context.js";

/** A schema: what it is of, and how to load it. */
interface Entry {
  readonly of: string;
  readonly load: () => Promise<ZodType>;
}

/** Where probes and formats are. */
type Registries = Pick<Context, "registry" | "formats">;

const fixed: Readonly<Record<string, Entry>> = {
  result: {
    of: "the JSON of run, record and report (joulemark/result/v1)",
    load: async () => (await import("../core/result-schema.js")).resultSchema,
  },
  comparison: {
    of: "the JSON of compare (joulemark/comparison/v1)",
    load: async () => (await import("../core/comparison-schema.js")).comparisonSchema,
  },
  hosts: {
    of: "the JSON of report --from-influx URL --run ID (joulemark/hosts/v1)",
    load: async () => (await import("../core/hosts-schema.js")).hostsSchema,
  },
  matrix: {
    of: "the JSON of a bench's matrix and of bench merge (joulemark/matrix/v1)",
    load: async () => (await import("../core/matrix-comparison-schema.js")).comparedMatrixSchema,
  },
  calibration: {
    of: "the JSON of calibrate (joulemark/calibration/v1)",
    load: async () => (await import("../core/calibration-schema.js")).calibrationSchema,
  },
  characterization: {
    of: "the JSON of characterize (joulemark/characterization/v1)",
    load: async () => (await import("../core/characterization-schema.js")).characterizationSchema,
  },
  config: {
    of: "the configuration file joulemark.yaml",
    load: async () => (await import("../config/config-schema.js")).configSchema,
  },
  stream: {
    of: "the configuration file of stream",
    load: async () => (await import("../config/stream-schema.js")).streamSchema,
  },
  plan: {
    of: "a plan of bench",
    load: async () => (await import("../config/plan-schema.js")).planSchema,
  },
  curve: {
    of: "a calibration curve's file (joulemark/curve/v1)",
    load: async () => (await import("../core/curve-schema.js")).curveSchema,
  },
  engine: {
    of: "a file that says how the work of a program is read (joulemark/engine/v1)",
    load: async () => (await import("../core/engine-schema.js")).engineSchema,
  },
  runner: {
    of: "the lines of the native runner on descriptor 3 (joulemark/runner/v1)",
    load: async () => (await import("../runner/protocol.js")).runnerEventSchema,
  },
};

/** Each schema that `joulemark schema` prints. */
function schemasOf({ registry, formats }: Registries): Readonly<Record<string, Entry>> {
  const settings = (kind: string, all: Readonly<Record<string, () => Promise<{ readonly settings: ZodType }>>>) =>
    Object.entries(all).map(([name, load]): [string, Entry] => [
      `${kind}/${name}`,
      { of: `the settings of the ${kind} ${name}`, load: async () => (await load()).settings },
    ]);
  return { ...fixed, ...Object.fromEntries([...settings("probe", registry), ...settings("format", formats)]) };
}

/** The names `schemaText` knows. */
export const schemaNames = (registries: Registries): readonly string[] => Object.keys(schemasOf(registries));

/** The text of a JSON Schema (draft 2020-12), or without a name the list of schemas. Throws UNKNOWN_NAME. */
export async function schemaText(name: string | undefined, registries: Registries): Promise<string> {
  const schemas = schemasOf(registries);
  if (name === undefined) return listText(schemas);
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema === undefined) throw unknownSchema(name, Object.keys(schemas));
  const { jsonSchemaOf } = await import("./json-schema.js");
  return `${JSON.stringify(jsonSchemaOf(await schema.load()), null, 2)}\n`;
}

function listText(schemas: Readonly<Record<string, Entry>>): string {
  const width = Math.max(...Object.keys(schemas).map((name) => name.length));
  return Object.entries(schemas)
    .map(([name, { of }]) => `${name.padEnd(width)}  ${of}\n`)
    .join("");
}

function unknownSchema(name: string, names: readonly string[]): MeasurementError {
  return new MeasurementError(
    "UNKNOWN_NAME",
    `There is no schema called ${JSON.stringify(name)}${didYouMean(name, names)}`,
    `The schemas are: ${names.join(", ")}`,
  );
}
