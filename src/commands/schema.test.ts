import { describe, expect, it } from "vitest";
import * as z from "zod";
import { schemaText as schemaTextOf } from "./schema.js";

const meter = { settings: z.strictObject({ path: z.string().describe("its port") }) };
// only the settings are looked at
const registries = { registry: { meter: async () => meter as never }, formats: {} };
const schemaText = (name?: string) => schemaTextOf(name, registries);

describe("joulemark schema", () => {
  it("lists the names", async () => {
    expect(await schemaText()).toMatch(
      /^result {6,}.*\ncomparison {2,}.*\nhosts {7,}.*\nmatrix {6,}.*\ncalibration {2,}.*\ncharacterization {2,}.*\nconfig {6,}.*\nstream {6,}.*\nplan {8,}.*\ncurve {7,}.*\nengine {6,}.*\nrunner {6,}.*\nprobe\/meter {2}.*\n$/,
    );
  });

  it.each([
    ["result", "windows"],
    ["config", "probes"],
    ["stream", "sinks"],
    ["comparison", "sides"],
    ["matrix", "cells"],
    ["calibration", "leftOut"],
    ["characterization", "load"],
  ])("prints the JSON Schema %s, with %s described", async (name, key) => {
    const schema = JSON.parse(await schemaText(name));
    expect(schema.$schema).toContain("2020-12");
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties[key].description).not.toBe("");
  });

  it("prints the curves' schema, each kind by itself", async () => {
    const { oneOf } = JSON.parse(await schemaText("curve"));
    const kinds = oneOf.map((kind: { properties: { kind: { const: string } } }) => kind.properties.kind.const);
    expect(kinds).toEqual(["regulator", "gain-offset", "table"]);
  });

  it("prints the settings of a probe", async () => {
    expect(JSON.parse(await schemaText("probe/meter")).properties.path.description).toBe("its port");
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
