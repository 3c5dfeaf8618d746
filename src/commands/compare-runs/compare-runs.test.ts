import { describe, expect, it } from "vitest";
import { comparisonSchema } from "../../core/comparison-schema.js";
import { type ErrorCode, MeasurementError } from "../../core/error.js";
import { MADE_UP } from "../../core/finding.js";
import type { Point } from "../../core/rail.js";
import type { ConditionResult } from "../../core/result.js";
import { comparisonOf } from "./compare-runs.js";
import { type Difference, differencesIn } from "./differences.js";
import type { RunsSide } from "./side.js";
import { side } from "./testing/sides.js";

const compared = (sides: readonly RunsSide[], although: readonly Difference[] = []) =>
  comparisonOf(sides, new Set(although));

const numberIn = (comparison: ReturnType<typeof compared>, what: string) =>
  comparison.subjects.flatMap(({ numbers }) => numbers).find((one) => one.what === what);

const outcomes = (comparison: ReturnType<typeof compared>) =>
  Object.fromEntries(
    comparison.subjects.flatMap(({ numbers }) => numbers.map(({ what, tests }) => [what, tests?.[1]?.outcome])),
  );

const codesOf = ({ findings = [] }: ReturnType<typeof compared>) => findings.map(({ code }) => code);

/** The failure of a comparison. */
function refusal(sides: readonly RunsSide[], although: readonly Difference[] = []): MeasurementError {
  try {
    compared(sides, although);
  } catch (error) {
    if (error instanceof MeasurementError) return error;
  }
  throw new Error("it was not refused");
}

describe("runs of two commands", () => {
  const a = side("A", { energies: [100, 101, 99, 100.5, 99.5] });
  const less = side("B", { energies: [90, 91, 89, 90.5, 89.5] });

  it("of which one does more work for a joule: it is better, by how much, and the JSON is what its schema says", () => {
    const comparison = compared([a, less]);
    expect(comparisonSchema.safeParse(comparison).error).toBeUndefined();
    expect(outcomes(comparison)).toEqual({ energyJ: "better", meanPowerW: "less", efficiency: "better" });
    expect(comparison.headline).toMatchObject({ name: "board", what: "efficiency" });
    expect(comparison.headline?.words[0]).toMatch(
      /^B is better: it does 11\.1 % more work per joule than A \(95 %: 9\.8 to 12\.5 %, p < 0\.001\)$/,
    );
    const energy = numberIn(comparison, "energyJ");
    expect(energy?.ratios[1]?.value).toBeCloseTo(0.9, 9);
    // the gain of 2 % is that of one meter: what is left is the scatter
    expect(energy?.ratios[1]?.u).toBeCloseTo((0.9 * Math.hypot(0.79 / 100, 0.79 / 90)) / Math.sqrt(5), 3);
    expect(codesOf(comparison)).toEqual([]);
  });

  it("the other way round: the first is better", () => {
    expect(compared([less, a]).headline?.words[0]).toMatch(/^B is better: A does 10\.0 % less work per joule than B/);
  });

  it("of other instruments: nothing cancels, and it is said", () => {
    const elsewhere = {
      ...less,
      devices: new Map([["meter", "other"]]),
      numbers: less.numbers.map((one) => ({
        ...one,
        mean: {
          ...one.mean,
          sources: new Map([...one.mean.sources].map(([id, u]) => [`${id}, serial 2`, u])),
          dof: new Map(),
        },
      })),
    };
    const comparison = compared([
      a,
      { ...elsewhere, numbers: elsewhere.numbers.map((one) => ({ ...one, scatter: `${one.scatter}, serial 2` })) },
    ]);
    expect(codesOf(comparison)).toEqual(["nothing-cancels"]);
    expect(numberIn(comparison, "energyJ")?.ratios[1]?.u).toBeGreaterThan(0.9 * 0.02 * Math.SQRT2);
  });

  it("that cannot be told apart: says so, between what, and how many runs would", () => {
    const comparison = compared([a, side("B", { energies: [100.4, 101.2, 99.3, 100.1, 99.9] })]);
    expect(outcomes(comparison)["efficiency"]).toBe("undecided");
    expect(comparison.headline?.words[0]).toMatch(
      /^These runs cannot tell A and B apart: B does between 1\.\d\d? % less and \d\.\d+ % more work per joule than A \(95 %, p 0\.\d+\); a difference of the size seen, if it is real, would show in about \d+ runs a side$/,
    );
    const test = numberIn(comparison, "efficiency")?.tests?.[1];
    expect(test?.runsToTell).toBeGreaterThan(20);
  });

  it("with one run a side: held against the instruments alone, and never called a finding of a test", () => {
    const comparison = compared([side("A", { energies: [100] }), side("B", { energies: [50] })]);
    expect(codesOf(comparison)).toEqual(["no-repeats"]);
    const test = numberIn(comparison, "efficiency")?.tests?.[1];
    expect(test).toMatchObject({ method: "instruments", t: null, p: null, pAdjusted: null, outcome: "untested" });
    expect(comparison.headline?.words[0]).toMatch(/^Not tested/);
    expect(JSON.stringify(comparison)).not.toMatch(/significant/);
  });

  it("says whose numbers are made up", () => {
    const finding = { code: MADE_UP, severity: "note", message: "not real", remedy: "Measure" } as const;
    const unreal = { ...less, quality: { verdict: "good", findings: [finding] } } as const;
    expect(compared([a, unreal]).findings?.find(({ code }) => code === MADE_UP)?.message).toMatch(/^Numbers of B are/);
    expect(codesOf(compared([a, less]))).toEqual([]);
    expect(codesOf(compared([a, { ...unreal, id: a.id }]))).toEqual([]);
  });

  it("without work: by the energy of what takes most; of unlike work neither energy is called better", () => {
    const bare = [
      side("A", { work: undefined, energies: [100, 101] }),
      side("B", { work: undefined, energies: [50, 51] }),
    ];
    expect(compared(bare).headline).toMatchObject({ what: "energyJ" });
    expect(outcomes(compared(bare))["energyJ"]).toBe("better");
    const unlike = compared([a, { ...less, work: { unit: "img", counts: [20, 20, 20, 20, 20] } }]);
    expect(outcomes(unlike)["energyJ"]).toBe("less");
    expect(codesOf(unlike)).toEqual(["work-differs"]);
  });

  it("an ESTIMATE on both sides is compared, and carries the word", () => {
    const comparison = compared([
      side("A", { point: "estimate" }),
      side("B", { point: "estimate", energies: [50, 51, 49] }),
    ]);
    expect(comparison.headline?.words[0]).toMatch(/^ESTIMATE: /);
  });

  it("three sides: Holm among them, so that no pair is called different more easily for it", () => {
    const near = [
      side("B", { energies: [102, 103, 101, 102, 101.5] }),
      side("C", { energies: [100, 100.2, 99.9, 101, 99] }),
    ];
    const both = compared([a, ...near]).subjects[0]?.numbers.find(({ what }) => what === "efficiency")?.tests;
    const alone = numberIn(compared([a, near[0] ?? a]), "efficiency")?.tests;
    expect(both?.[1]?.p).toBeCloseTo(alone?.[1]?.p ?? 0, 12);
    expect(both?.[1]?.pAdjusted).toBeCloseTo(2 * (alone?.[1]?.p ?? 0), 9);
  });
});

describe("sides that differ", () => {
  const load = (facts: Readonly<Record<string, unknown>>) => ({
    load: { network: "alexnet", batch: 1, precision: "fp32", input: "gaussian", ...facts },
  });
  const clock = (mean: number): Partial<RunsSide> => ({
    conditions: [
      {
        probe: "meter",
        name: "clock.sm",
        quantity: "frequency",
        unit: "MHz",
        mean,
        min: mean,
        max: mean,
        samples: 9,
      } satisfies ConditionResult,
    ],
  });

  it.each<[string, Parameters<typeof side>[1], ErrorCode, RegExp]>([
    [
      "point",
      { point: "regulator-input" as Point },
      "POINT_MISMATCH",
      /board is measured at wall in A and at regulator-input in B/,
    ],
    [
      "estimate",
      { point: "estimate" as Point },
      "POINT_MISMATCH",
      /B is an ESTIMATE, from a model, and A was measured/,
    ],
    ["names", { of: "module" }, "INCOMPARABLE", /A has board, B has module/],
    [
      "unit of work",
      { work: { unit: "token", counts: [1, 1, 1] } },
      "INCOMPARABLE",
      /counted in img and that of B in token/,
    ],
    ["network", load({ network: "googlenet" }), "INCOMPARABLE", /network is alexnet in A and googlenet in B/],
    ["batch", load({ batch: 64 }), "INCOMPARABLE", /batch is 1 in A and 64 in B/],
    ["precision", load({ precision: "fp16" }), "INCOMPARABLE", /precision is fp32 in A and fp16/],
    ["input data", load({ input: "zeros" }), "INCOMPARABLE", /input is gaussian in A and zeros in B/],
    [
      "calibration",
      { curves: [{ probe: "meter", rail: "x", curve: "c" }] },
      "INCOMPARABLE",
      /calibrated otherwise: in A nothing is corrected, in B x by c/,
    ],
    [
      "verdict",
      {
        quality: {
          verdict: "invalid",
          findings: [{ code: "no-samples", severity: "invalid", message: "", remedy: "" }],
        },
      },
      "INCOMPARABLE",
      /B is invalid \(no-samples\)/,
    ],
  ])("in %s are refused, naming it", (_name, how, code, words) => {
    const failure = refusal([side("A", load({})), side("B", how)]);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(words);
    expect(failure.remedy.length).toBeGreaterThan(20);
  });

  it("in two things name both; in what was said to be compared they are compared, and it is noted", () => {
    const sides = [side("A", load({})), side("B", load({ batch: 64, precision: "fp16" }))];
    expect(refusal(sides).remedy).toMatch(/--although batch,precision$/);
    expect(refusal(sides, ["batch"]).remedy).toMatch(/--although precision$/);
    expect(codesOf(compared(sides, ["batch", "precision"]))).toEqual(["batch-differs", "precision-differs"]);
  });

  it("in their clocks by a tenth are not trusted, by less they are", () => {
    expect(codesOf(compared([side("A", clock(998)), side("B", clock(690))]))).toEqual(["clocks-differ"]);
    expect(codesOf(compared([side("A", clock(998)), side("B", clock(950))]))).toEqual([]);
  });

  it("in coverage, and one that is degraded by itself, say so", () => {
    expect(codesOf(compared([side("A"), side("B", { coverage: 0.9 })]))).toEqual(["coverage-differs"]);
    const quality = {
      verdict: "degraded",
      findings: [{ code: "drifting", severity: "degraded", message: "", remedy: "" }],
    } as const;
    expect(codesOf(compared([side("A"), side("B", { quality })]))).toEqual(["degraded-side"]);
  });

  it("in something that nobody knows: the word is refused", () => {
    expect(() => differencesIn(["batches"])).toThrow(/did you mean|Did you mean/i);
    expect([...differencesIn(["batch, input", "network"])]).toEqual(["batch", "input", "network"]);
  });
});
