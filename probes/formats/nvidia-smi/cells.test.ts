import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberIn } from "../../shared/nvidia/table.js";
import { utcOf } from "../zone.js";
import { emptyCells, split } from "./cells.js";

describe("numbers", () => {
  it("are those that the slow way reads, to the last bit", () => {
    const text = fc.oneof(
      fc.tuple(fc.nat(999_999), fc.nat(999)).map(([a, b]) => `${a}.${b} W`),
      fc.string({ maxLength: 8 }).filter((each) => !each.includes(",") && each.trim() === each),
    );
    fc.assert(
      fc.property(text, (cell) => {
        const cells = emptyCells(1);
        const bytes = Buffer.from(cell, "latin1");
        split(cells, bytes, 0, bytes.length);
        expect(cells.numbers[0]).toBe(numberIn(cell) ?? Number.NaN);
      }),
    );
  });
});

describe("local time", () => {
  it.each([
    ["2026-07-01T12:00", "Europe/Berlin", "2026-07-01T10:00Z"],
    ["2026-01-01T12:00", "Europe/Berlin", "2026-01-01T11:00Z"],
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30Z"],
    ["2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00Z"],
    ["2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00Z"],
    ["2026-01-01T05:45", "Asia/Kathmandu", "2026-01-01T00:00Z"],
    ["2026-01-01T12:00", "UTC", "2026-01-01T12:00Z"],
    ["2026-07-01T12:00", "America/New_York", "2026-07-01T16:00Z"],
  ])("%s in %s is %s", (local, zone, utc) => expect(utcOf(Date.parse(`${local}Z`), zone)).toBe(Date.parse(utc)));
});
