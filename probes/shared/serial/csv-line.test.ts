import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsvLine } from "./csv-line.js";

const columns = [{ scale: 1e-3 }, {}, { scale: 1 }];

const anyField = fc.string({ unit: fc.constantFrom(..."0123456789,.-+eEx \0N"), minLength: 1, maxLength: 4 });
const anyLine = fc.array(anyField, { minLength: 2, maxLength: 4 }).map((fields) => fields.join(","));

describe("a csv line", () => {
  it("is scaled to SI, without the columns that are skipped", () =>
    expect(parseCsvLine("1500, on ,-2.5e1", columns)).toEqual([1.5, -25]));

  it.each([
    "",
    "1500,on",
    "1500,on,",
    "1500,on,3,4",
    "1500,on,nan",
    "0x10,on,1",
    "1500,on,1e999",
    "1 5,on,3",
    "1500,on,3.",
  ])("is refused when it is %j", (line) => expect(parseCsvLine(line, columns)).toBeUndefined());

  it("is values or nothing, never a made-up number", () => {
    fc.assert(
      fc.property(anyLine, (line) => {
        const values = parseCsvLine(line, columns);
        if (values === undefined) return;
        const [millis, , last] = line.split(",");
        expect(values).toEqual([Number(millis) * 1e-3, Number(last)]);
        expect(values.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
