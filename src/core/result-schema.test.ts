import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod";
import type { Result } from "./result.js";
import { resultSchema } from "./result-schema.js";

/** The same type with every property and array read-only, on both sides of the comparison. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

const smallest: Result = {
  schema: "joulemark/result/v1",
  run: {
    id: "r",
    command: ["true"],
    startedAt: "2026-01-01T00:00:00Z",
    durationS: 1,
    exit: { code: 0, signal: null },
    host: {},
    recording: null,
  },
  windows: [],
  probes: [],
  quality: { verdict: "good", findings: [] },
  self: { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} },
};

describe("the schema of a result", () => {
  it("is the type Result, key by key", () => {
    expectTypeOf<Frozen<z.infer<typeof resultSchema>>>().toEqualTypeOf<Frozen<Result>>();
  });

  it("accepts a result and refuses unknown keys, other versions and numbers that are none", () => {
    const accepts = (value: unknown) => resultSchema.safeParse(value).success;
    expect(accepts(smallest)).toBe(true);
    expect(accepts({ ...smallest, extra: 1 })).toBe(false);
    expect(accepts({ ...smallest, schema: "joulemark/result/v2" })).toBe(false);
    expect(accepts({ ...smallest, run: { ...smallest.run, durationS: Number.NaN } })).toBe(false);
  });

  it("becomes a JSON Schema with its parts named", () => {
    const schema = z.toJSONSchema(resultSchema);
    expect(Object.keys(schema.$defs ?? {})).toEqual(expect.arrayContaining(["Figure", "RailResult", "Finding"]));
    expect(schema.required).not.toContain("runs");
  });
});
