import { describe, expect, test } from "vitest";
import { progressText } from "./progress-text.js";
import { displayWidth } from "./text.js";

const state = { done: 3, of: 12, cell: "net fp32 b1 engine", phase: "measuring", leftS: 125 };

describe("the progress of a matrix", () => {
  test("is a bar, the runs, the time left, the cell and what it does", () => {
    expect(progressText(state, 100)).toBe("█████░░░░░░░░░░░░░░░  3/12  2:05 left  net fp32 b1 engine  measuring");
  });

  test("fits into any width, and leaves out what does not", () => {
    for (let width = 0; width < 100; width++)
      expect(displayWidth(progressText(state, width))).toBeLessThanOrEqual(width);
    expect(progressText(state, 40)).toBe("█████░░░░░░░░░░░░░░░  3/12  2:05 left");
    expect(progressText(state, 20)).toBe("3/12  2:05 left");
  });

  test("is neither full nor without time before the end, and never negative", () => {
    expect(progressText({ ...state, done: 0, of: 0, leftS: -1 }, 100)).toMatch(/^░{20} {2}0\/0 {2}0:00 left/);
    expect(progressText({ ...state, done: 11 }, 100)).toContain("░");
    expect(progressText({ ...state, done: 12 }, 100)).not.toContain("░");
  });
});
