import fc from "fast-check";
import { expect, it } from "vitest";
import { uniqueNames } from "./names.js";

it("adds the place to names that two things share, to both alike", () => {
  const things = [
    { name: "VDD_IN", place: "1-0040" },
    { name: "VDD_SOC", place: "1-0040" },
    { name: "VDD_IN", place: "1-0041" },
  ];
  expect(uniqueNames(things)).toEqual(["VDD_IN@1-0040", "VDD_SOC", "VDD_IN@1-0041"]);
});

it("is unique for anything but names made to collide", () => {
  const word = fc.constantFrom("A", "B", "C");
  fc.assert(
    fc.property(fc.array(fc.record({ name: word, place: word })), (things) => {
      expect(new Set(uniqueNames(things)).size).toBe(things.length);
    }),
  );
});
