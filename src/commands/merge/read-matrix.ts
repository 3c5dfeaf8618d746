import { readFileSync } from "node:fs";
import type * as z from "zod";
import { MeasurementError, systemCode } from "../../core/error.js";
import { isObject } from "../../core/json-shape.js";
import type { Matrix } from "../../core/matrix.js";
import { comparedMatrixSchema } from "../../core/matrix-comparison-schema.js";

const SCHEMA = "joulemark/matrix/v1";
const REMEDY = "Name a file that `joulemark bench PLAN --json FILE` wrote";

/** A matrix out of its JSON file, `shown` in messages. What followed from its cells is left out. Throws RECORDING or UNKNOWN_NAME. */
export function readMatrix(path: string, shown: string): Matrix {
  const value = parsed(textOf(path, shown), shown);
  refuseOther(value, shown);
  const { data, error } = comparedMatrixSchema.safeParse(value);
  if (data === undefined) throw refused(shown, `is not a whole matrix: ${issueText(error)}`);
  const { comparisons: _, ...matrix } = data;
  refuseLoose(matrix, shown);
  return matrix;
}

function textOf(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const missing = systemCode(cause) === "ENOENT";
    const message = `Cannot read ${shown}: ${missing ? "there is no such file, nor a matrix of that id" : systemCode(cause)}`;
    throw new MeasurementError("UNKNOWN_NAME", message, REMEDY, { cause });
  }
}

function parsed(text: string, shown: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw refused(shown, text.trim() === "" ? "is empty" : `is not JSON: ${problem}`);
  }
}

/** A file that says of itself that it is something else. */
function refuseOther(value: unknown, shown: string): void {
  const schema = isObject(value) ? value["schema"] : undefined;
  if (schema === SCHEMA) return;
  if (typeof schema === "string" && schema.startsWith("joulemark/matrix/"))
    throw new MeasurementError(
      "RECORDING",
      `${shown} is ${schema}, and this joulemark reads ${SCHEMA}`,
      "Use the joulemark that wrote it, or measure again with this one",
    );
  throw refused(
    shown,
    typeof schema === "string" ? `is ${schema}, not a matrix` : "is not a matrix: it names no schema",
  );
}

const refused = (shown: string, problem: string): MeasurementError =>
  new MeasurementError("RECORDING", `${shown} ${problem}`, REMEDY);

function issueText({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join(".") ?? "";
  return `${place === "" ? "" : `${place}: `}${issue?.message ?? "unknown"}`;
}

/** Cells without their system, and what should be there once and is twice. */
function refuseLoose({ systems, cells }: Matrix, shown: string): void {
  const labels = systems.map(({ label }) => label);
  const loose = cells.find(({ system }) => !labels.includes(system));
  if (loose !== undefined) throw refused(shown, `has a cell of ${loose.system}, which is none of its systems`);
  const twice = repeated(labels) ?? repeated(cells.map(({ system, id }) => `${id} of ${system}`));
  if (twice !== undefined) throw refused(shown, `has ${twice} twice`);
}

const repeated = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);
