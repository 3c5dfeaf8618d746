import { describe, expect, it } from "vitest";
import * as z from "zod";
import { settingError } from "./settings-error.js";

const settings = z.strictObject({
  path: z.string(),
  kind: z.enum(["a", "b"]),
  columns: z.union([z.string(), z.array(z.string())]),
  count: z.number().min(2),
});
const said = (given: unknown) =>
  settings.safeParse(given, { error: settingError }).error?.issues.map(({ path, message }) => `${path}: ${message}`);

describe("settings that are not given", () => {
  it("are missing, with the values they may have", () =>
    expect(said({ count: 2 })).toEqual(["path: is missing", "kind: is missing; one of a, b", "columns: is missing"]));

  it("of which there may be several say so when one is given alone", () =>
    expect(
      z.strictObject({ only: z.array(z.string()) }).safeParse({ only: "CPU" }, { error: settingError }).error?.issues[0]
        ?.message,
    ).toBe(`is a list: in the shell '["CPU"]', with commas between more`));

  it("are told apart from wrong ones, which keep the words of the schema", () =>
    expect(said({ path: 1, kind: "c", columns: "x", count: 1 })?.join()).not.toContain("missing"));
});
