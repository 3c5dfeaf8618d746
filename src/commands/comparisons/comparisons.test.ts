import { describe, expect, it } from "vitest";
import { type Cell as PaperCell, cells as paperCells } from "../../../calibration/whitepaper/tables.js";
import type { Matrix, MatrixCell, MatrixPower } from "../../core/matrix.js";
import { matrixNumber } from "../../core/matrix-number.js";
import { quantity } from "../../core/uncertainty.js";
import { withComparisons } from "./comparisons.js";

/** Id of the first cell of the paper that is like this. */
const idOf = (like: Partial<PaperCell>): string => {
  const found = paperCells.find((one) => Object.entries(like).every(([key, value]) => Object(one)[key] === value));
  if (found === undefined) throw new Error("the paper has no such cell");
  return found.id;
};

const number = (value: number, sources: Readonly<Record<string, number>> = {}) =>
  matrixNumber(quantity(value, Object.entries(sources)));

const power = (given: Partial<MatrixPower> & { readonly efficiency: MatrixPower["efficiency"] }): MatrixPower => ({
  of: "board",
  point: "regulator-input",
  estimate: false,
  curve: null,
  coverage: 1,
  meanPowerW: number(10),
  joulesPerUnit: null,
  ...given,
});

type Given = Omit<Partial<MatrixCell>, "load"> & { readonly id: string; readonly load?: Partial<MatrixCell["load"]> };

const cell = ({ load, ...given }: Given): MatrixCell => ({
  system: "a",
  load: { network: "alexnet", batch: 1, precision: "fp32", engine: "e", command: [], ...load },
  ...{ state: "measured", runs: 3, asked: 3, recordings: [], unit: "img" },
  rate: number(100),
  ...{ powers: [], conditions: [], expectations: [], quality: { verdict: "good", findings: [] } },
  ...given,
});

const compared = (cells: readonly MatrixCell[], curves: readonly string[] = []) => {
  const systems = [...new Set(cells.map(({ system }) => system))];
  const matrix: Matrix = {
    ...{ schema: "joulemark/matrix/v1", ids: ["x"], plan: "p", startedAt: "2026-01-01T00:00:00Z", seed: 1 },
    systems: systems.map((label) => ({ label, host: {}, probes: [], version: "0" })),
    cells,
  };
  const { comparisons } = withComparisons(matrix, new Set(curves));
  if (comparisons === undefined) throw new Error("no comparisons");
  return comparisons;
};

/** Two loads of one network on two systems. */
const sides = (over: Partial<MatrixCell>, under: Partial<MatrixCell>) => [
  cell({ id: "x", system: "a", ...over }),
  cell({ id: "x", system: "b", ...under }),
];

describe("beside the paper", () => {
  it("the deviation of img/s holds ours and the paper's rounding", () => {
    const id = idOf({ table: 3, imagesPerSecond: 33, precision: "FP32" });
    const { published } = compared([cell({ id: "x", published: id, rate: number(34, { meter: 0.17 }) })]);
    const rate = published[0]?.rate.value;
    expect(rate?.value).toBeCloseTo(34 / 33 - 1, 12);
    const rounding = 0.5 / Math.sqrt(3) / 33;
    expect(rate?.u).toBeCloseTo((34 / 33) * Math.hypot(0.17 / 34, rounding), 6);
  });

  it("img/s/W is held against printed img/s over printed W, not the printed quotient", () => {
    const given = power({ efficiency: number(6.6), meanPowerW: number(5) });
    const { published } = compared([
      cell({ id: "x", published: idOf({ table: 3, imagesPerSecond: 33, precision: "FP32" }), powers: [given] }),
    ]);
    expect(published[0]?.powers[0]?.efficiency.value?.value).toBeCloseTo(0, 12); // 33 / 5.0, printed 6.5
    expect(published[0]?.powers[0]?.power.value?.value).toBeCloseTo(0, 12);
  });

  it.each([
    ["die-model", "a curve from die-model to regulator-input is missing"],
    ["estimate", "an ESTIMATE is never compared with a measurement"],
  ] as const)("at %s: power and img/s/W are gaps, img/s is compared all the same", (point, why) => {
    const given = power({ point, efficiency: number(2) });
    const { published } = compared([cell({ id: "x", published: "T1 Core i7-6700K FP32 b1", powers: [given] })]);
    expect(published[0]?.rate.value).not.toBeNull();
    for (const one of [published[0]?.powers[0]?.power, published[0]?.powers[0]?.efficiency]) {
      expect(one).toMatchObject({ value: null, reason: { code: "POINT_MISMATCH" } });
      expect(one?.reason?.message).toContain(why);
      expect(one?.reason?.remedy).not.toBe("");
    }
  });

  it("work that is no image is not compared", () => {
    const { published } = compared([cell({ id: "x", unit: "token", published: "T1 Core i7-6700K FP32 b1" })]);
    expect(published[0]?.rate).toMatchObject({ value: null, reason: { message: "One counts token, the other img" } });
  });

  it("a cell without a rate says its own reason", () => {
    const reason = { code: "UNAVAILABLE", message: "no GPU", remedy: "get one" };
    const none = cell({ id: "x", state: "unavailable", rate: null, reason, published: "T2 Titan X FP32 b1" });
    expect(compared([none]).published[0]?.rate).toEqual({ value: null, reason });
  });
});

describe("a ratio between systems", () => {
  const uOf = (
    one: Partial<MatrixPower>,
    sources: Readonly<Record<string, number>>,
    curves: readonly string[] = [],
  ) => {
    const powers = [power({ ...one, efficiency: number(10, sources) })];
    const [ratio] = compared(sides({ powers }, { powers }), curves).ratios;
    return ratio?.efficiencies[0]?.value?.u;
  };

  it("does not cancel what the instruments err by", () =>
    expect(uOf({}, { "board/gain": 0.1 })).toBeCloseTo(0.01 * Math.SQRT2, 9));

  it("cancels a curve that ships", () => expect(uOf({ curve: "k" }, { "k/eta": 0.5 }, ["k"])).toBe(0));

  it("does not cancel a curve of a user's own, which may be another under its name", () =>
    expect(uOf({ curve: "k" }, { "k/eta": 0.5 })).toBeGreaterThan(0.05));

  it("does not cancel a source that only begins as a curve is called", () =>
    expect(uOf({ curve: "k" }, { "k2/gain": 0.5 }, ["k"])).toBeGreaterThan(0.05));

  it("is refused at two points, naming both and the missing curve", () => {
    const at = (point: MatrixPower["point"], of: string) => ({ powers: [power({ of, point, efficiency: number(2) })] });
    const [ratio] = compared(sides(at("supply-output", "card"), at("die-model", "socket"))).ratios;
    expect(ratio?.rate.value?.value).toBe(1);
    expect(ratio?.efficiencies).toEqual([
      expect.objectContaining({ value: null, points: ["supply-output", "die-model"] }),
    ]);
    expect(ratio?.efficiencies[0]?.reason).toMatchObject({
      code: "POINT_MISMATCH",
      message:
        "card of a is at supply-output and socket of b is at die-model: a curve from supply-output to die-model is missing",
    });
  });

  it("of an ESTIMATE and a measurement is refused", () => {
    const at = (point: MatrixPower["point"]) => ({ powers: [power({ point, efficiency: number(2) })] });
    const [ratio] = compared(sides(at("estimate"), at("die-model"))).ratios;
    expect(ratio?.efficiencies[0]?.reason?.message).toContain("ESTIMATE");
  });

  it("pairs as the paper's text does, in its direction, across precisions and batches", () => {
    const tx1 = {
      published: idOf({ table: 1, precision: "FP16", batch: 128 }),
      load: { batch: 128, precision: "fp16-true" },
    };
    const i7 = { published: "T1 Core i7-6700K FP32 b48", load: { batch: 48, network: "caffenet" } };
    const { ratios } = compared([cell({ id: "i7", system: "b", ...i7 }), cell({ id: "tx1", system: "a", ...tx1 })]);
    expect(ratios).toHaveLength(1);
    expect(ratios[0]).toMatchObject({
      numerator: { system: "a", cell: "tx1" },
      claimed: { rate: null, efficiency: 11.7 },
    });
  });

  it("does not pair other networks, precisions, batches or tables", () => {
    const others: readonly Given[] = [
      { id: "n", load: { network: "googlenet" } },
      { id: "p", load: { precision: "fp16" } },
      { id: "b", load: { batch: 2 } },
    ];
    for (const other of others)
      expect(compared([cell({ id: "x" }), cell({ system: "b", ...other })]).ratios).toEqual([]);
    const t1 = cell({ id: "x", published: idOf({ table: 1, batch: 1 }) });
    const t2 = cell({ id: "x", system: "b", published: "T2 Titan X FP32 b1" });
    expect(compared([t1, t2]).ratios).toEqual([]);
  });
});

describe("a ratio within one system", () => {
  const batches = (sources: Readonly<Record<string, number>>) => {
    const powers = [power({ efficiency: number(10, sources) })];
    return compared([cell({ id: "one", powers }), cell({ id: "many", load: { batch: 64 }, powers })]).ratios;
  };

  it("is of the larger batch over the smallest, and cancels the instrument's errors", () => {
    const [ratio] = batches({ "board/gain": 0.5 });
    expect(ratio).toMatchObject({ between: "batch", numerator: { cell: "many" }, denominator: { cell: "one" } });
    expect(ratio?.efficiencies[0]?.value).toMatchObject({ value: 1, u: 0 });
  });

  it("does not cancel the scatter of each cell's own runs, though it has one name", () =>
    expect(batches({ runs: 0.1 })[0]?.efficiencies[0]?.value?.u).toBeCloseTo(0.01 * Math.SQRT2, 9));

  it("is of another precision over full precision, at the same batch", () => {
    const half = { precision: "fp16" };
    const { ratios } = compared([cell({ id: "f" }), cell({ id: "h", load: half, rate: number(150) })]);
    expect(ratios).toHaveLength(1);
    expect(ratios[0]).toMatchObject({ between: "precision", numerator: { cell: "h" } });
    expect(ratios[0]?.rate.value?.value).toBe(1.5);
  });

  it("is not between back ends or devices, nor of a cell without a number", () => {
    const large = { batch: 64 };
    for (const other of [
      { load: { ...large, engine: "f" } },
      { load: { ...large, device: 1 } },
      { load: large, rate: null },
    ])
      expect(compared([cell({ id: "x" }), cell({ id: "y", ...other })]).ratios).toEqual([]);
  });

  it("by nothing is a gap, not infinite", () => {
    const cells = [cell({ id: "x", rate: number(0) }), cell({ id: "y", load: { batch: 2 } })];
    expect(compared(cells).ratios[0]?.rate).toMatchObject({ value: null, reason: { code: "NO_DATA" } });
  });
});
