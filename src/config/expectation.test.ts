import { expect, test } from "vitest";
import { parseExpectation } from "./expectation.js";

test.each([
  ["690 MHz", { relation: "=", value: 690, unit: "MHz", within: 6.9 }],
  ["690 MHz ± 5", { relation: "=", value: 690, unit: "MHz", within: 5 }],
  ["690 MHz ± 5 MHz", { relation: "=", value: 690, unit: "MHz", within: 5 }],
  ["690MHz ± 2 %", { relation: "=", value: 690, unit: "MHz", within: 13.8 }],
  ["<= 80 °C", { relation: "<=", value: 80, unit: "°C", within: 0.8 }],
  ["> -5.5", { relation: ">", value: -5.5, unit: "", within: 0.055 }],
])("%j is read", (text, read) => {
  const { within, ...rest } = read;
  expect(parseExpectation(text)).toMatchObject(rest);
  expect(parseExpectation(text)?.within).toBeCloseTo(within, 12);
});

test.each(["", "fast", "MHz", "690 MHz ± 5 W", "<= 80 ± 3", "1e3", "690 MHz MHz"])("%j is not", (text) =>
  expect(parseExpectation(text)).toBeUndefined(),
);
