import { describe, expect, test } from "vitest";
import type { Finding } from "../../core/finding.js";
import { exact } from "../../core/uncertainty.js";
import type { MeasuredWindow } from "../summarize-subjects.js";
import { qualityOf } from "./quality.js";

const finding = (code: string, severity: Finding["severity"], message = code): Finding => ({
  code,
  severity,
  message,
  remedy: "do",
});
const windowWith = (meanPower: number | null) =>
  ({
    subjects: [{ of: "cpu", point: "wall", energy: null, meanPower: meanPower && exact(meanPower) }],
  }) as unknown as MeasuredWindow;
const read = (findings: readonly (readonly Finding[])[], windows: readonly MeasuredWindow[] = []) => ({
  recordings: windows.map((_, k) => `r${k}`),
  means: [],
  windows,
  conditions: [],
  findings,
});
const quality = (runs: readonly (readonly Finding[])[]) =>
  qualityOf({ read: read(runs), outcomes: [], expectations: [] });

describe("the quality of a cell", () => {
  test("has each finding once, the gravest, with in how many runs it was", () => {
    const { verdict, findings } = quality([
      [finding("a", "note")],
      [finding("a", "degraded", "worse"), finding("b", "note")],
      [],
    ]);
    expect(verdict).toBe("degraded");
    expect(findings.map(({ message }) => message)).toEqual(["worse (2 of 3 runs)", "b (1 of 3 runs)"]);
  });

  test("says of runs that failed beside others, and not where all did: that is the cell's own reason", () => {
    const failure = { code: "RUNNER_FAILED", message: "gone", remedy: "do" };
    const outcomes = [
      { run: "x", block: 0, failure },
      { run: "x", block: 1 },
    ];
    const of = (some: typeof outcomes) => qualityOf({ read: read([]), outcomes: some, expectations: [] }).findings;
    expect(of(outcomes)).toMatchObject([{ code: "runs-failed", message: "1 of 2 runs gave no number: gone" }]);
    expect(of(outcomes.slice(0, 1))).toEqual([]);
  });

  test("says why there is no mean power: which runs have none", () => {
    const windows = [windowWith(5), windowWith(null), windowWith(6)];
    const { verdict, findings } = qualityOf({ read: read([], windows), outcomes: [], expectations: [] });
    expect([verdict, findings.map(({ code }) => code)]).toEqual(["invalid", ["power-incomplete"]]);
    expect(findings[0]?.message).toMatch(/^1 of 3 runs have no power of cpu.*: r1$/);
  });

  test("tells what did not hold from what nobody knows", () => {
    const expectations = [
      { what: "clock", expected: "690 MHz", found: "600 MHz", met: false },
      { what: "clock", expected: "690 MHz", found: null, met: null },
      { what: "clock", expected: "690 MHz", found: "690 MHz", met: true },
    ];
    const { findings } = qualityOf({ read: read([]), outcomes: [], expectations });
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["condition-unmet", "degraded"],
      ["condition-unknown", "note"],
    ]);
  });
});
