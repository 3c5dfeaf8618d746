import { describe, expect, it } from "vitest";
import { problemOfCovariance } from "./covariance.js";

describe("a covariance", () => {
  it.each([
    [[[0]]],
    [
      [
        [4, -2],
        [-2, 1],
      ],
    ],
    [
      [
        [1, 0, 0.5],
        [0, 0, 0],
        [0.5, 0, 1],
      ],
    ],
  ])("%j is possible", (matrix) => expect(problemOfCovariance(matrix)).toBeUndefined());

  it.each([
    [[[-1]], [0, 0], "must not be negative: it is a variance"],
    [
      [
        [1, 0.1],
        [0.2, 1],
      ],
      [0, 1],
      "must be symmetric: 0.1 here, 0.2 at row 2, column 1",
    ],
    [
      [
        [4, 2.1],
        [2.1, 1],
      ],
      [0, 1],
      "is no covariance: a correlation beyond 1 (at most 2 here)",
    ],
    [
      [
        [0, 1],
        [1, 1],
      ],
      [0, 1],
      "is no covariance: a correlation beyond 1 (at most 0 here)",
    ],
    [
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
      [],
      "is no covariance: its correlations contradict each other",
    ],
  ])("%j is not", (matrix, path, message) => expect(problemOfCovariance(matrix)).toEqual({ path, message }));
});
