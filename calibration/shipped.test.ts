import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonSchemaOf } from "../src/commands/json-schema.js";
import { packageFolder } from "../src/commands/package-folder.js";
import { curveOf, resolveCurve, shippedCurves } from "../src/config/resolve-curve.js";
import { curveSchema } from "../src/core/curve-schema.js";

const home = packageFolder() ?? "";
const places = { cwd: "/", home };
const shipped = [...shippedCurves(home)];
const schemaFile = join(home, "calibration/curve.schema.json");

describe.each(shipped)("the curve %s", (name, file) => {
  it("is read, is called as its file is, and says where its figures come from", () => {
    const { id, source, title } = curveOf(name, places);
    expect(id).toBe(name);
    expect(source.length).toBeGreaterThan(40);
    expect(title).toBeDefined();
  });

  it("tells editors its schema", () => {
    const [first = ""] = readFileSync(file, "utf8").split("\n");
    const [, schema = ""] = /^# yaml-language-server: \$schema=(\S+)$/.exec(first) ?? [];
    expect(join(dirname(file), schema)).toBe(schemaFile);
  });
});

describe("the curves that ship", () => {
  it("are the presets and one for each card whose sensor was compared", () => {
    const names = shipped.map(([name]) => name);
    expect(names.slice(0, 3)).toEqual(["pc-core-rail", "pc-core-rail-light-load", "whitepaper-2015"]);
    expect(names).toHaveLength(15);
  });

  it("have the presets of measurement.md 1.7", () => {
    const modelOf = (name: string) => {
      const curve = curveOf(name, places);
      return curve.kind === "regulator" ? curve.model : undefined;
    };
    expect(modelOf("whitepaper-2015")).toEqual({ form: "efficiency", eta: 0.8, halfWidth: 0.12 });
    expect(modelOf("pc-core-rail")).toEqual({ form: "efficiency", eta: 0.88, halfWidth: 0.06 });
    expect(modelOf("pc-core-rail-light-load")).toEqual({ form: "efficiency", eta: 0.7, halfWidth: 0.2 });
  });

  it("do not pass for a calibration of the reader's own card: u(gain) is that of two cards", () => {
    const cards = shipped.map(([name]) => curveOf(name, places)).filter(({ kind }) => kind === "gain-offset");
    for (const card of cards) {
      if (card.kind !== "gain-offset") continue;
      expect(card.quality).toBe("datasheet");
      expect(Math.sqrt(card.covariance[0]?.[0] ?? 0)).toBeGreaterThan(0.028);
    }
  });

  it("are described by the schema beside them", () => {
    expect(JSON.parse(readFileSync(schemaFile, "utf8"))).toEqual(JSON.parse(JSON.stringify(jsonSchemaOf(curveSchema))));
  });

  it("are in the package", () => {
    const { files } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    expect(files).toEqual(expect.arrayContaining(["calibration/boards", "calibration/presets"]));
    expect(files).toContain("calibration/curve.schema.json");
  });
});

describe("a curve's name", () => {
  it("is one that ships, or a file's", () => {
    expect(resolveCurve("whitepaper-2015", places).path).toBe(join(home, "calibration/presets/whitepaper-2015.yaml"));
    expect(resolveCurve("./whitepaper-2015", { ...places, cwd: "/x" }).path).toBe("/x/whitepaper-2015");
    expect(resolveCurve("a.yaml", { ...places, cwd: "/x" })).toEqual({ path: "/x/a.yaml", shown: "a.yaml" });
    expect(resolveCurve("package.json", { ...places, cwd: home }).path).toBe(join(home, "package.json"));
  });

  it("that is none is answered with the nearest, and the list", () => {
    expect(() => resolveCurve("whitepaper", places)).toThrow(
      'There is no curve called "whitepaper", nor a file of that name; did you mean "whitepaper-2015"?',
    );
    expect(() => resolveCurve("whitepaper-2015.yaml", places)).toThrow('did you mean "whitepaper-2015"?');
    expect(() => resolveCurve("whitepapr", places)).toThrow('did you mean "whitepaper-2015"?');
    expect(() => resolveCurve("rtx-3090", places)).toThrow('did you mean "boards/geforce-rtx-3090/gpu"?');
    expect(() => resolveCurve("boards/../presets/pc-core-rail", places)).toThrow("There is no curve called");
    expect(() => resolveCurve("x", { ...places, home: undefined })).toThrow("There is no curve called");
    expect(() => curveOf("missing.yaml", places)).toThrow("Cannot read the curve missing.yaml: there is no such file");
    expect(() => curveOf("package.json", { ...places, cwd: home })).toThrow(
      /^package.json:2:3: unknown key|^package.json/,
    );
  });
});
