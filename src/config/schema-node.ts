import type { ZodType } from "zod";
import * as z from "zod";

/** A schema as plain data, as far as keys are concerned. */
export interface SchemaNode {
  readonly type?: unknown;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly prefixItems?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

/** The keys that a schema knows at a path, in the variant that the value there is of; empty where it takes any. */
export function keysAt(schema: ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  // A schema written out is plain data of this shape; what else it may hold is not looked at.
  let node = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as SchemaNode | undefined;
  let inner = value;
  for (const name of path) {
    const variant = variantOf(node, inner);
    node = typeof name === "number" ? (variant?.prefixItems?.[name] ?? variant?.items) : own(variant, String(name));
    inner = valueAt(inner, [name]);
  }
  return Object.keys(variantOf(node, inner)?.properties ?? {});
}

const own = (node: SchemaNode | undefined, name: string): SchemaNode | undefined =>
  Object.hasOwn(node?.properties ?? {}, name) ? node?.properties?.[name] : undefined;

/** What a path leads to inside a value. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, name)) return undefined;
    return (inner as Readonly<Record<PropertyKey, unknown>>)[name];
  }, value);
}

/** Of a union the variant that the value agrees with most, by the words that tell them apart (`kind`, `form`). */
function variantOf(node: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  const [first, ...others] = node?.oneOf ?? node?.anyOf ?? [];
  if (first === undefined) return node;
  const more = (a: SchemaNode, b: SchemaNode) => (agreement(b, value) > agreement(a, value) ? b : a);
  return others.reduce(more, first);
}

function agreement({ type, properties }: SchemaNode, value: unknown): number {
  if (type !== undefined && (type === "object") !== (typeof value === "object")) return -1;
  const told = Object.entries(properties ?? {}).filter(([, { const: word }]) => word !== undefined);
  return told.filter(([key, { const: word }]) => valueAt(value, [key]) === word).length;
}
