import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QueryError, rowsIn, timeOf } from "./answer-rows.js";

const answer = (series: unknown, rest = {}) => JSON.stringify({ results: [{ statement_id: 0, series, ...rest }] });

describe("rows of an answer", () => {
  it("keep every nanosecond", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 4_000_000_000_000_000_000n }), (ns) => {
        const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
        const fraction = String(ns % 1_000_000_000n)
          .padStart(9, "0")
          .replace(/0+$/, "");
        expect(timeOf({ time: `${seconds}${fraction === "" ? "" : `.${fraction}`}Z` })).toBe(ns);
      }),
    ));

  it("say that there are more", () => {
    const series = [
      { name: "power", columns: ["time", "power_w"], values: [["2026-01-01T00:00:00Z", 1]], partial: true },
    ];
    expect(rowsIn(answer(series))).toEqual({ rows: [{ time: "2026-01-01T00:00:00Z", power_w: 1 }], partial: true });
  });

  it("that a server could not give to the end are none", () => {
    const series = [{ columns: ["time"], values: [["2026-01-01T00:00:00Z"]] }];
    expect(() => rowsIn(answer(series, { error: "query interrupted\n" }))).toThrow(QueryError);
    expect(() => rowsIn('{"error":"timeout"}')).toThrow("timeout");
  });

  it.each(["<html>", "[]", "{}", '{"results":3}', ""])("of %j are none", (text) =>
    expect(rowsIn(text)).toBeUndefined(),
  );
});
