import { expect, it } from "vitest";
import { parseTrace, readTrace } from "./trace.js";

it("reads points, with or without a carriage return and a last empty line", () => {
  const trace = parseTrace("time_s,power_w\r\n0,1\r\n2.5,3e1\r\n\r\n", "t.csv");
  expect([...trace.times]).toEqual([0, 2.5]);
  expect([...trace.watts]).toEqual([1, 30]);
  expect(trace.joules[1]).toBeCloseTo(38.75, 12);
});

it.each([
  ["watts,time\n0,1\n1,1", "t.csv:1"],
  ["time_s,power_w\n0,1\n1,NaN", "t.csv:3"],
  ["time_s,power_w\n0,1\n1,", "t.csv:3"],
  ["time_s,power_w\n1,1\n1,2", "t.csv:3"],
  ["time_s,power_w\n0,1\n1,-2", "t.csv:3"],
  ["time_s,power_w\n0,1", "two points"],
  ["", "t.csv:1"],
])("refuses %j and names the line", (text, words) => {
  expect(() => parseTrace(text, "t.csv")).toThrowError(
    expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(words) }),
  );
});

it("says which file it could not read", () => {
  expect(() => readTrace("no/such/trace.csv")).toThrowError(
    expect.objectContaining({ code: "CONFIG", message: "Cannot read the trace no/such/trace.csv" }),
  );
});
