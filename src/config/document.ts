import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { MeasurementError } from "../core/error.js";
import type { FileWords } from "./file-words.js";
import type { ShownFile } from "./read-text.js";

/** A YAML text with the place of everything in it. */
export interface ConfigDocument {
  /** The file's name in messages. */
  readonly shown: string;
  readonly value: unknown;
  /** `file:line:column` of the value at a path, or of a key in the mapping there. */
  where(path: readonly PropertyKey[], key?: string): string;
}

/** Parses YAML; throws CONFIG with `file:line:column` for syntax errors, duplicate keys and more than one document. */
export function parseConfigDocument(text: string, { shown, words }: ShownFile): ConfigDocument {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const found = [...document.errors, ...document.warnings];
    const problems = found.map(({ pos, message }) => `${at(pos[0])}: ${firstLine(message)}`);
    if (problems.length === 0) problems.push(...looseAliases(document, at));
    if (problems.length > 0) throw notYaml(problems, words);
    const value: unknown = document.toJS() ?? {};
    return { shown, value, where: (path, key) => at(offsetOf(document, path, key)) };
  } catch (error) {
    if (error instanceof MeasurementError) throw error;
    // Nesting deeper than the stack, or aliases that would grow without end.
    throw notYaml([`${shown}: ${firstLine(error instanceof Error ? error.message : String(error))}`], words, error);
  }
}

/** The library finds an alias without an anchor only when it builds the value, and then has lost its place. */
function looseAliases(document: Document.Parsed, at: (offset: number) => string): readonly string[] {
  const problems: string[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      if (alias.resolve(document) !== undefined) return;
      problems.push(`${at(alias.range?.[0] ?? 0)}: there is no anchor &${alias.source} before this alias`);
    },
  });
  return problems;
}

const firstLine = (text: string): string => text.split("\n")[0] ?? "";

const notYaml = (problems: readonly string[], { schema }: FileWords, cause?: unknown): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    problems.slice(0, 5).join("\n"),
    `Correct the YAML at that place; joulemark schema ${schema} prints the keys`,
    { cause },
  );

/** The key node and value node of a name in a mapping, or the item of a list. */
function step(node: unknown, name: PropertyKey): { readonly key?: Node; readonly value?: Node } | undefined {
  if (isSeq(node) && typeof name === "number") {
    const item = node.items[name];
    return isNode(item) ? { value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));
  if (pair === undefined) return undefined;
  return { ...(isNode(pair.key) && { key: pair.key }), ...(isNode(pair.value) && { value: pair.value }) };
}

/** The offset of what a path leads to; as near as the document goes when it does not go that far. */
function offsetOf(document: Document, path: readonly PropertyKey[], key: string | undefined): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const name of path) {
    const next = step(node, name);
    if (next === undefined) return offset;
    node = next.value;
    offset = next.value?.range?.[0] ?? next.key?.range?.[0] ?? offset;
  }
  if (key === undefined) return offset;
  return step(node, key)?.key?.range?.[0] ?? offset;
}
