import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MADE_UP } from "../core/finding.js";
import type { Result } from "../core/result.js";
import { resultSchema } from "../core/result-schema.js";
import { format } from "./format.js";
import { rowsByProbe } from "./rows.js";
import { displayWidth } from "./text.js";

const read = (name: string): Result =>
  resultSchema.parse(JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), "utf8")));
const results = ["good", "bad", "estimate", "repeats"].map(read);
const [good, bad, estimate] = results;
const someResult = fc.constantFrom(...results);
const someWidth = fc.integer({ min: 1, max: 200 });
// biome-ignore lint/complexity/useRegexLiterals: a literal may not hold the escape character
const colour = new RegExp("\\u001b\\[\\d+m", "g");

describe("the table", () => {
  it("shows every energy and mean power whole at any width", () => {
    fc.assert(
      fc.property(someResult, someWidth, (result, width) => {
        const lines = format(result, "table", { width }).split("\n");
        const rows = result.windows.flatMap((window) => [...rowsByProbe(window).values()].flat());
        for (const text of rows.flatMap((row) => [row.energy, row.power, row.point]))
          expect(lines.some((line) => line.replaceAll(/ +/g, " ").includes(text))).toBe(true);
      }),
    );
  });

  it("keeps to the width from 60 columns on, the recording's path aside", () => {
    fc.assert(
      fc.property(someResult, fc.integer({ min: 60, max: 200 }), (result, width) => {
        const lines = format(result, "table", { width }).split("\n");
        for (const line of lines.filter((each) => !each.startsWith("Recording: ")))
          expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("has escape codes only when asked, and then the same text", () => {
    fc.assert(
      fc.property(someResult, someWidth, (result, width) => {
        const plain = format(result, "table", { width });
        expect(plain).not.toContain("\u001b");
        const coloured = format(result, "table", { width, colour: true });
        expect(coloured).toContain("\u001b[");
        expect(coloured.replaceAll(colour, "")).toBe(plain);
      }),
    );
  });

  it("says ESTIMATE beside every number of a model, at any width", () => {
    fc.assert(
      fc.property(someWidth, (width) => {
        const text = format(estimate ?? read("estimate"), "table", { width });
        const lines = text.split("\n");
        for (const [index, line] of lines.entries()) {
          if (!line.includes("45 ± 21 J")) continue;
          const near = lines.slice(Math.max(0, index - 2), index + 4).join(" ");
          expect(near).toContain("ESTIMATE");
        }
        expect(text.match(/ESTIMATE/g)?.length).toBeGreaterThanOrEqual(4);
      }),
    );
  });

  it("never says ESTIMATE of a measurement", () => {
    expect(format(good ?? read("good"), "table")).not.toContain("ESTIMATE");
  });

  it.each(["table", "markdown"] as const)(
    "says MADE UP at the head of a simulation as %s, and of nothing else",
    (form) => {
      const result = good ?? read("good");
      const finding = { code: MADE_UP, severity: "note", message: "not real", remedy: "Measure", probe: "p" } as const;
      const unreal = { ...result, quality: { ...result.quality, findings: [...result.quality.findings, finding] } };
      expect(format(result, form)).not.toContain("MADE UP");
      const text = format(unreal, form);
      expect(text.indexOf("MADE UP")).toBeGreaterThan(0);
      expect(text.indexOf("MADE UP")).toBeLessThan(text.indexOf("coverage"));
    },
  );

  it("drops samples, then the range, then coverage", () => {
    const titles = (width: number) =>
      ["samples", "min..max", "coverage"].filter((title) =>
        format(good ?? read("good"), "table", { width })
          .split("\n")
          .some((line) => line.includes("energy ± U95") && line.includes(title)),
      );
    expect([120, 95, 80, 70].map(titles)).toEqual([
      ["samples", "min..max", "coverage"],
      ["min..max", "coverage"],
      ["coverage"],
      [],
    ]);
  });

  it("puts the worst finding first", () => {
    const text = format(bad ?? read("bad"), "table");
    const places = ["probe-died (", "coverage-low (", "slow-instrument ("].map((code) => text.indexOf(code));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  it("does not let a command line command the terminal", () => {
    expect(bad?.run.command.join(" ")).toContain("\u001b");
    for (const form of ["table", "markdown"] as const) expect(format(bad ?? read("bad"), form)).not.toContain("\u001b");
  });

  it("counts the windows that it does not show", () => {
    const [window] = (good ?? read("good")).windows;
    if (window === undefined) throw new Error("the fixture has a window");
    const many = { ...(good ?? read("good")), windows: Array.from({ length: 40 }, () => window) };
    expect(format(many, "table")).toContain("28 more windows");
  });

  it("works for a result without windows, probes or command", () => {
    const { run, ...rest } = good ?? read("good");
    const empty: Result = { ...rest, run: { ...run, command: [], recording: null }, windows: [], probes: [] };
    for (const form of ["table", "markdown", "csv"] as const) expect(format(empty, form)).toMatch(/\n$/);
  });
});

describe("a target for the repeats", () => {
  const target = {
    of: "power",
    what: "energyJ",
    target: 0.01,
    pilotRuns: 5,
    pilotVariation: 0.013,
    neededRuns: 9,
    mostRuns: 100,
    plannedRuns: 9,
    runs: 9,
    halfWidth: 0.0087,
    reached: true,
  } as const;
  it.each(["table", "markdown"] as const)("is in the %s, with what was obtained", (kind) => {
    const repeats = read("repeats");
    const text = format({ ...repeats, target }, kind, { width: 200 });
    expect(text).toMatch(
      /target ±1 % from run to run, energy of power: reached, ±0\.87 %; 5 runs scattered by 1\.3 %, so 9/,
    );
    expect(
      format({ ...repeats, target: { ...target, halfWidth: null, reached: false } }, kind, { width: 200 }),
    ).toContain("not reached, not known");
  });
});
