/** The keys of a JSON Schema, at any depth, that have no description; constants name themselves. */
export function undescribedKeys(schema: unknown, path = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((part) => undescribedKeys(part, path));
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === "default") return [];
    return key === "properties" ? properties(value, path) : undescribedKeys(value, path);
  });
}

function properties(group: unknown, path: string): readonly string[] {
  if (typeof group !== "object" || group === null) return [];
  return Object.entries(group).flatMap(([key, value]: [string, unknown]) => {
    const place = path === "" ? key : `${path}.${key}`;
    return [...(isDescribed(value) ? [] : [place]), ...undescribedKeys(value, place)];
  });
}

const isDescribed = (schema: unknown): boolean =>
  typeof schema === "object" && schema !== null && ("description" in schema || "const" in schema);
