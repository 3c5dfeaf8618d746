import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import type { Matrix } from "./matrix.js";
import type { ComparedMatrix } from "./matrix-comparison.js";
import type { comparedMatrixSchema } from "./matrix-comparison-schema.js";
import { matrixSchema } from "./matrix-schema.js";

/** The same type with every property and array read-only, on both sides of the comparison. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

describe("the schema of a matrix", () => {
  it("is the type Matrix, key by key", () => {
    expectTypeOf<Frozen<z.infer<typeof matrixSchema>>>().toEqualTypeOf<Frozen<Matrix>>();
  });

  it("with its comparisons is the type ComparedMatrix", () => {
    expectTypeOf<Frozen<z.infer<typeof comparedMatrixSchema>>>().toEqualTypeOf<Frozen<ComparedMatrix>>();
  });

  it("refuses unknown keys and other versions", () => {
    const accepts = (value: unknown) => matrixSchema.safeParse(value).success;
    const head = { ids: ["a"], plan: "quick", startedAt: "2026-01-01T00:00:00Z", seed: 1 };
    const smallest = { schema: "joulemark/matrix/v1", ...head, systems: [], cells: [] };
    expect(accepts(smallest)).toBe(true);
    expect(accepts({ ...smallest, extra: 1 })).toBe(false);
    expect(accepts({ ...smallest, schema: "joulemark/matrix/v2" })).toBe(false);
  });
});
