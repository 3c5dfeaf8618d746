import type { Curve } from "../core/curve.js";
import { curveSchema } from "../core/curve-schema.js";
import { MeasurementError } from "../core/error.js";
import { parseConfigDocument } from "./document.js";
import { curveWords } from "./file-words.js";
import { problemsOf } from "./problems.js";
import { readText } from "./read-text.js";

/** YAML text as a curve. Throws CONFIG with every problem as `file:line:column: key: what`. */
export function parseCurve(text: string, shown: string): Curve {
  const document = parseConfigDocument(text, { shown, words: curveWords });
  const parsed = curveSchema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  throw new MeasurementError(
    "CONFIG",
    problemsOf(parsed.error, { schema: curveSchema, document, base: [] }).join("\n"),
    `Correct the curve there; joulemark schema ${curveWords.schema} prints all keys`,
  );
}

/** The curve in a file; `shown` is its name in messages. Throws CONFIG. */
export const loadCurve = (path: string, shown: string): Curve =>
  parseCurve(readText(path, { shown, words: curveWords }, "required"), shown);
