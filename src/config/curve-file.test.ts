import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { loadCurve, parseCurve } from "./load-curve.js";
import { efficiency, gain, loss, table } from "./testing/curve-texts.js";

describe("a curve's file", () => {
  const folder = mkdtempSync(join(tmpdir(), "curve-"));
  const path = join(folder, "c.yaml");
  const refusal = (content: string | Uint8Array) => {
    writeFileSync(path, content);
    return () => loadCurve(path, "c.yaml");
  };

  it("is read, and speaks of the curve when it cannot be", () => {
    writeFileSync(path, gain);
    expect(loadCurve(path, "c.yaml").id).toBe("card");
    expect(refusal("\0")).toThrow("The curve c.yaml:1:1 is not text: it holds a zero byte");
    expect(refusal(Uint8Array.of(0x0a, 0xff))).toThrow("The curve c.yaml:2:1 is not UTF-8 text");
    expect(refusal("#".repeat(2 ** 20 + 1))).toThrow("The curve c.yaml is larger than 1048576 bytes");
    rmSync(path);
    expect(() => loadCurve(path, "c.yaml")).toThrow("Cannot read the curve c.yaml: there is no such file");
    expect(() => loadCurve(folder, "folder")).toThrow("The curve folder is a folder");
    rmSync(folder, { recursive: true });
  });
});

describe("any text", () => {
  const read = (text: string) => {
    try {
      const curve = parseCurve(text, "c.yaml");
      expect(JSON.stringify(curve)).not.toContain("null");
    } catch (error) {
      expect(error).toBeInstanceOf(MeasurementError);
      expect(error).toMatchObject({ code: "CONFIG" });
    }
  };

  it("is a curve or a CONFIG error", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), read));
    fc.assert(fc.property(fc.json(), read));
  });

  it("as is a curve that was damaged anywhere", () => {
    const damage = fc.record({
      text: fc.constantFrom(loss, efficiency, gain, table),
      at: fc.nat(600),
      length: fc.nat(20),
      by: fc.oneof(
        fc.string(),
        fc.constantFrom("1e400", "-0", ".nan", "null", "[]", "{}", ": ", "\n", "&a *a", "!!str"),
      ),
    });
    fc.assert(
      fc.property(damage, ({ text, at, length, by }) => read(text.slice(0, at) + by + text.slice(at + length))),
      { numRuns: 500 },
    );
  });
});
