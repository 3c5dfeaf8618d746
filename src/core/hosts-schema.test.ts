import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import type { HostsResult } from "./hosts-result.js";
import { hostsSchema } from "./hosts-schema.js";

/** The same type with every property and array read-only, on both sides of the comparison. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

describe("the schema of a run of several hosts", () => {
  it("is the type HostsResult, key by key", () => {
    expectTypeOf<Frozen<z.infer<typeof hostsSchema>>>().toEqualTypeOf<Frozen<HostsResult>>();
  });

  it("refuses unknown keys and other versions", () => {
    const accepts = (value: unknown) => hostsSchema.safeParse(value).success;
    const quality = { verdict: "good", findings: [] };
    const smallest = {
      schema: "joulemark/hosts/v1",
      run: "r",
      hosts: [],
      missing: [],
      window: null,
      totals: [],
      quality,
    };
    expect(accepts(smallest)).toBe(true);
    expect(accepts({ ...smallest, extra: 1 })).toBe(false);
    expect(accepts({ ...smallest, schema: "joulemark/hosts/v2" })).toBe(false);
  });
});
