import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Matrix, MatrixCell } from "../../core/matrix.js";
import type { Point } from "../../core/rail.js";
import { joined } from "./join.js";

const power = (point: Point) => ({
  ...{
    of: "board",
    point,
    estimate: false,
    curve: null,
    coverage: 1,
    meanPowerW: null,
    efficiency: null,
    joulesPerUnit: null,
  },
});

const cell = (system: string, id: string, point: Point = "wall"): MatrixCell => ({
  ...{ id, system, load: { engine: "e", command: [] }, state: "measured", runs: 1, asked: 1, recordings: [] },
  ...{ unit: "img", rate: null, powers: [power(point)], conditions: [], expectations: [] },
  quality: { verdict: "good", findings: [] },
});

interface Given {
  readonly host?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly point?: Point;
}

const matrix = (
  label: string,
  ids: readonly string[],
  { host = { hostname: label }, id = "m", point }: Given = {},
): Matrix => ({
  ...{ schema: "joulemark/matrix/v1", ids: [id], plan: "p", startedAt: "2026-01-02T00:00:00Z", seed: 7 },
  systems: [{ label, host, probes: [{ name: "meter", device: "0" }], version: "1" }],
  cells: ids.map((one) => cell(label, one, point)),
});

const of = (shown: string, given: Matrix, label?: string) => ({
  shown,
  matrix: given,
  ...(label !== undefined && { label }),
});
const problem = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error as { code: string; message: string; remedy: string };
  }
  throw new Error("nothing was refused");
};

describe("matrices joined", () => {
  it("keep every cell with its system, in the order they were named", () => {
    const both = joined([of("a.json", matrix("a", ["x", "y"])), of("b.json", matrix("b", ["x"], { id: "n" }))]);
    expect(both.cells.map(({ system, id }) => `${system} ${id}`)).toEqual(["a x", "a y", "b x"]);
    expect(both).toMatchObject({ ids: ["m", "n"], plan: "p", seed: 7 });
  });

  it("number computers that have one name", () => {
    const other = matrix("vm", ["x"], { host: { hostname: "vm", cpu: "another" } });
    const all = joined([of("1", matrix("vm", ["x"])), of("2", other), of("3", matrix("third", []))]);
    expect(all.systems.map(({ label }) => label)).toEqual(["vm", "vm 2", "third"]);
    expect(all.cells.map(({ system }) => system)).toEqual(["vm", "vm 2"]);
  });

  it("are one system where they are of one computer", () => {
    const all = joined([of("1", matrix("vm", ["x"])), of("2", matrix("vm", ["y"], { id: "n" }))]);
    expect(all.systems).toHaveLength(1);
    expect(all.systems[0]?.probes).toHaveLength(1);
    expect(all.cells.map(({ id }) => id)).toEqual(["x", "y"]);
  });

  it("are renamed as asked", () => {
    const all = joined([of("1", matrix("vm", ["x"]), "before"), of("2", matrix("vm", ["x"]), "after")]);
    expect(all.systems.map(({ label }) => label)).toEqual(["before", "after"]);
  });

  it("refuse a cell that is there twice, and say what to do", () => {
    const refused = problem(() => joined([of("a.json", matrix("vm", ["x"])), of("b.json", matrix("vm", ["x"]))]));
    expect(refused).toMatchObject({ code: "CONFIG", message: "The cell x of vm is in a.json and in b.json" });
    expect(refused.remedy).toContain("LABEL=b.json");
  });

  it("refuse one power of a computer at two points, naming both", () => {
    const one = of("a.json", matrix("vm", ["x"], { point: "regulator-output" }));
    const other = of("b.json", matrix("vm", ["y"], { point: "regulator-input" }));
    expect(problem(() => joined([one, other]))).toMatchObject({
      code: "POINT_MISMATCH",
      message:
        "board of vm is at regulator-output in a.json and at regulator-input in b.json: a curve from regulator-input to regulator-output is missing",
    });
  });

  it("refuse one name for two computers, and for a matrix of several", () => {
    const [a, b] = [matrix("a", ["x"]), matrix("b", ["x"])];
    expect(problem(() => joined([of("1", a, "same"), of("2", b, "same")])).code).toBe("CONFIG");
    const both = joined([of("1", a), of("2", b)]);
    expect(problem(() => joined([of("both.json", both, "one")])).message).toContain("both.json has 2");
  });

  it("have unique labels and lose no cell, whatever the names", () => {
    const hosts = fc.array(fc.record({ label: fc.constantFrom("a", "a 2", "b"), cpu: fc.nat() }), { maxLength: 6 });
    fc.assert(
      fc.property(hosts, (given) => {
        const sources = given.map(({ label, cpu }, k) =>
          of(`${k}`, matrix(label, [`c${k}`], { host: { label, cpu } })),
        );
        const { systems, cells } = joined(sources);
        const labels = systems.map(({ label }) => label);
        expect(new Set(labels).size).toBe(labels.length);
        expect(cells.map(({ id }) => id).sort()).toEqual(given.map((_, k) => `c${k}`).sort());
        for (const { system } of cells) expect(labels).toContain(system);
      }),
    );
  });

  it("of one measurement under two names are refused: held against itself it says nothing", () => {
    const recorded = (label: string): Matrix => {
      const made = matrix(label, ["x"]);
      return { ...made, cells: made.cells.map((one) => ({ ...one, recordings: ["r1"] })) };
    };
    const act = () => joined([of("a.json", recorded("vm"), "a"), of("b.json", recorded("vm"), "b")]);
    expect(problem(act)).toMatchObject({
      code: "CONFIG",
      message: expect.stringMatching(/^b.json and a.json have the same recordings/),
    });
  });
});
