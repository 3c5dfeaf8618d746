import { expect, test } from "vitest";
import { matrixNumber, quantityOf } from "./matrix-number.js";
import { divide, quantity, standardUncertainty } from "./uncertainty.js";

const power = (value: number) =>
  quantity(value, [
    ["meter/gain", 0.02 * value],
    ["curve whitepaper-2015", 0.09 * value],
  ]);
const isShared = (id: string) => id.startsWith("curve ");
const ratioBetween = (one: string, other: string) =>
  divide(
    quantityOf(matrixNumber(power(20)), { system: one, isShared }),
    quantityOf(matrixNumber(power(10)), { system: other, isShared }),
  );

test("written and read back, what two numbers of one computer share cancels in their ratio", () => {
  expect(ratioBetween("a", "a").value).toBe(2);
  expect(standardUncertainty(ratioBetween("a", "a"))).toBe(0);
});

test("between two computers only the curve cancels, each meter's gain stays", () => {
  expect(standardUncertainty(ratioBetween("a", "b"))).toBeCloseTo(2 * Math.hypot(0.02, 0.02), 12);
});

test("degrees of freedom come back with their sources", () => {
  const q = quantity(5, [["runs", 0.1]], {
    dof: [
      ["runs", 4],
      ["gone", 2],
    ],
  });
  const back = quantityOf(matrixNumber(q), { system: "a", isShared });
  expect([...back.dof]).toEqual([["a: runs", 4]]);
});
