import { Document, isMap, isPair, isScalar, isSeq, type Node, visit } from "yaml";
import type { Curve } from "../core/curve.js";

/** Lists of this many numbers or fewer, and mappings of them, are written in one line. */
const ONE_LINE = 4;

/**
 * A curve as the text of its file: keys in the order of the schema's readers (what it is, where it holds, its numbers,
 * how well they fit), numbers with all their digits. `comment` goes above it, a line each.
 */
export function curveText(curve: Curve, comment: readonly string[] = []): string {
  const document = new Document(ordered(curve));
  document.commentBefore = comment.map((line) => ` ${line.replaceAll(/\s+/g, " ")}`).join("\n");
  visit(document, { Seq: (_key, node) => inline(node), Map: (_key, node) => inline(node) });
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}

function inline(node: Node): void {
  if (!isSeq(node) && !isMap(node)) return;
  const values: readonly unknown[] = node.items.map((item) => (isPair(item) ? item.value : item));
  if (values.length > ONE_LINE) return;
  if (values.every((value) => isScalar(value) && typeof value.value !== "string")) node.flow = true;
  else if (isMap(node) && values.every((value) => isSeq(value) || isScalar(value)) && node.has("measures"))
    node.flow = true;
}

const order = [
  ...["schema", "kind", "id", "title", "appliesTo", "from", "to", "quality", "source", "conditions", "measured"],
  ...["range", "regression", "of", "model", "gain", "offset", "covariance", "uReferenceGain", "over", "interpolate"],
  ...["rows", "fit"],
];

function ordered(curve: Curve): Record<string, unknown> {
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const entries = Object.entries(curve).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => place(a) - place(b)));
}
