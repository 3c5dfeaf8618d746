import { expect, it } from "vitest";
import { lossCurve } from "./testing/curves.js";
import { type KnownCurves, toldApart } from "./told-apart.js";

const first = { curve: lossCurve() };
const again = { curve: lossCurve({}, { aW: 0.9 }) };
const ids = (chosen: ReturnType<typeof toldApart>) => chosen.map(({ curve }) => curve.id);

it("curves of one id that differ are two, the same curve on two rails is one", () => {
  expect(ids(toldApart([first, again, { curve: lossCurve(), probe: "meter", rail: "VDD" }]))).toEqual([
    "bench",
    "bench#2",
    "bench",
  ]);
});
it("also beside those of another result", () => {
  const known: KnownCurves = new Map();
  expect(ids(toldApart([first], known))).toEqual(["bench"]);
  expect(ids(toldApart([again], known))).toEqual(["bench#2"]);
  expect(ids(toldApart([first], known))).toEqual(["bench"]);
});
