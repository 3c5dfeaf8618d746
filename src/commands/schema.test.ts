import { describe, expect, it } from "vitest";
import { schemaText } from "./schema.js";

describe("joulemark schema", () => {
  it("lists the names", async () => {
    expect(await schemaText()).toMatch(/^result {2}.*\nconfig {2}.*\nrunner {2}.*\n$/);
  });

  it.each([
    ["result", "windows"],
    ["config", "probes"],
  ])("prints the JSON Schema %s, with %s described", async (name, key) => {
    const schema = JSON.parse(await schemaText(name));
    expect(schema.$schema).toContain("2020-12");
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties[key].description).not.toBe("");
  });

  it("lets a configuration leave everything out", async () => {
    expect(JSON.parse(await schemaText("config")).required).toBeUndefined();
  });

  it("names the nearest for an unknown one", async () => {
    await expect(schemaText("reslut")).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
      message: 'There is no schema called "reslut"; did you mean "result"?',
    });
    await expect(schemaText("toString")).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
  });
});
