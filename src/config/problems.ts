import type { ZodError, ZodType } from "zod";
import * as z from "zod";
import { didYouMean } from "../core/nearest.js";
import type { ConfigDocument } from "./document.js";

/** A schema as plain data, as far as keys are concerned. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly items?: unknown;
}

const isNode = (value: unknown): value is SchemaNode => typeof value === "object" && value !== null;

/** The keys that a schema knows at a path; empty where it takes any. */
export function keysAt(schema: ZodType, path: readonly PropertyKey[]): readonly string[] {
  let node: unknown = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  for (const name of path) {
    if (!isNode(node)) return [];
    node = typeof name === "number" ? node.items : node.properties?.[String(name)];
  }
  return isNode(node) ? Object.keys(node.properties ?? {}) : [];
}

/** What a schema is checked against: a part of a document, found there by `base`. */
export interface Checked {
  readonly schema: ZodType;
  readonly document: ConfigDocument;
  readonly base: readonly PropertyKey[];
}

/** Each issue as `file:line:column: key: what is wrong`, with the nearest known key for unknown ones. */
export function problemsOf({ issues }: ZodError, { schema, document, base }: Checked): readonly string[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey(document.where(path, key), key, known));
    }
    const name = path.map(String).join(".");
    return [`${document.where(path)}: ${name === "" ? "" : `${name} `}${worded(issue.message)}`];
  });
}

function unknownKey(where: string, key: string, known: readonly string[]): string {
  const list = known.length === 0 ? "there are no keys here" : `known keys: ${known.join(", ")}`;
  return `${where}: unknown key ${JSON.stringify(key)}${didYouMean(key, known)} (${list})`;
}

/** The schema library's words as the second half of a sentence. */
function worded(message: string): string {
  const expected = /^Invalid input: expected (\w+), received (\w+)$/.exec(message);
  if (expected === null)
    return message.startsWith("Invalid input: ") ? message.slice("Invalid input: ".length) : message;
  const [, wanted, received] = expected;
  return received === "undefined" ? `is missing (a ${wanted})` : `must be of type ${wanted}, not ${received}`;
}
