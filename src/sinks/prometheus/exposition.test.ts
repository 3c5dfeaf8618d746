import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { familyText } from "./exposition.js";

const metric = { name: "hw_power_watts", help: "Power", type: "gauge" } as const;

describe("a family of the text format", () => {
  it("is nothing at all without a number", () => {
    expect(familyText(metric, [{ labels: { rail: "A" }, value: Number.NaN }])).toBe("");
  });

  it("says what it is, and one line a value", () => {
    expect(familyText(metric, [{ labels: { rail: "A", empty: "" }, value: 1.5 }])).toBe(
      '# HELP hw_power_watts Power\n# TYPE hw_power_watts gauge\nhw_power_watts{rail="A"} 1.5\n',
    );
  });

  it("keeps every label to its line and its quotes, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (label) => {
        const lines = familyText(metric, [{ labels: { a: label, z: "end" }, value: 1 }]).split("\n");
        const [, inside = ""] =
          /^hw_power_watts\{(?:a="((?:[^"\\]|\\["\\n])*)",)?z="end"\} 1$/su.exec(lines[2] ?? "") ?? [];
        const back = inside.replaceAll(/\\(.)/gs, (_, letter) => (letter === "n" ? "\n" : letter));
        expect(lines).toHaveLength(4);
        expect(back).toBe(Buffer.from(label).toString("utf8"));
      }),
    );
  });
});
