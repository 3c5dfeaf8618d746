import { describe, expect, it } from "vitest";
import { reachOf } from "./reach.js";

describe("the range of a curve from steps", () => {
  it("holds 3 sd of the outermost steps' samples, wherever those stand", () => {
    expect(reachOf([40, 5, 20], [2, 0.5, 9])).toEqual([3.5, 46]);
  });

  it("never goes below 0 by it, and keeps a mean that is below", () => {
    expect(reachOf([1, 9], [0.5, 0])).toEqual([0, 9]);
    expect(reachOf([-0.01, 9], [0.5, 0])).toEqual([-0.01, 9]);
  });

  it("is that of the means where no scatter is known", () => {
    expect(reachOf([1, 9], [Number.NaN, Number.NaN])).toEqual([1, 9]);
  });
});
