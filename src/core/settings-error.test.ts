import { describe, expect, it } from "vitest";
import * as z from "zod";
import { missingSetting } from "./settings-error.js";

const settings = z.strictObject({
  path: z.string(),
  kind: z.enum(["a", "b"]),
  columns: z.union([z.string(), z.array(z.string())]),
  count: z.number().min(2),
});
const said = (given: unknown) =>
  settings.safeParse(given, { error: missingSetting }).error?.issues.map(({ path, message }) => `${path}: ${message}`);

describe("settings that are not given", () => {
  it("are missing, with the values they may have", () =>
    expect(said({ count: 2 })).toEqual(["path: is missing", "kind: is missing; one of a, b", "columns: is missing"]));

  it("are told apart from wrong ones, which keep the words of the schema", () =>
    expect(said({ path: 1, kind: "c", columns: "x", count: 1 })?.join()).not.toContain("missing"));
});
