import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import type { Comparison } from "./comparison.js";
import { comparisonSchema } from "./comparison-schema.js";

/** The same type with every property and array read-only, on both sides of the comparison. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

describe("the schema of a comparison", () => {
  it("is the type Comparison, key by key", () => {
    expectTypeOf<Frozen<z.infer<typeof comparisonSchema>>>().toEqualTypeOf<Frozen<Comparison>>();
  });

  it("refuses unknown keys and other versions", () => {
    const accepts = (value: unknown) => comparisonSchema.safeParse(value).success;
    const smallest = { schema: "joulemark/comparison/v1", sides: [], subjects: [] };
    expect(accepts(smallest)).toBe(true);
    expect(accepts({ ...smallest, extra: 1 })).toBe(false);
    expect(accepts({ ...smallest, schema: "joulemark/comparison/v2" })).toBe(false);
  });
});
