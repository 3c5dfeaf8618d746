import type { ZodType } from "zod";
import { MeasurementError } from "../core/error.js";
import { type ConfigDocument, parseConfigDocument } from "./document.js";
import { problemsOf } from "./problems.js";
import type { ShownFile } from "./read-text.js";

/** YAML text as its schema parses it, with the place of everything in it. Throws CONFIG with every problem as `file:line:column: key: what`. */
export function checkedDocument<T>(
  text: string,
  schema: ZodType<T>,
  file: ShownFile,
): { readonly value: T; readonly document: ConfigDocument } {
  const document = parseConfigDocument(text, file);
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return { value: parsed.data, document };
  throw refusedDocument(problemsOf(parsed.error, { schema, document, base: [] }), file);
}

/** Problems of a file, each with its place. */
export const refusedDocument = (problems: readonly string[], { words: { what, schema } }: Pick<ShownFile, "words">) =>
  new MeasurementError(
    "CONFIG",
    problems.join("\n"),
    `Correct the ${what} there; joulemark schema ${schema} prints all keys`,
  );
