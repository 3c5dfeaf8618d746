import type { Curve } from "../core/curve.js";
import { curveSchema } from "../core/curve-schema.js";
import { checkedDocument } from "./checked-document.js";
import { curveWords } from "./file-words.js";
import { readText } from "./read-text.js";

/** YAML text as a curve. Throws CONFIG with every problem as `file:line:column: key: what`. */
export const parseCurve = (text: string, shown: string): Curve =>
  checkedDocument(text, curveSchema, { shown, words: curveWords }).value;

/** The curve in a file; `shown` is its name in messages. Throws CONFIG. */
export const loadCurve = (path: string, shown: string): Curve =>
  parseCurve(readText(path, { shown, words: curveWords }, "required"), shown);
