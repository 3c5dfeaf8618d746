import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MeasurementError } from "../core/error.js";
import { multiplied, parsePlan } from "./parse-plan.js";

const plan = (cells: string, more = "") => `name: a plan\n${more}cells:\n${cells}`;

function problem(text: string): string {
  try {
    parsePlan(text, "p.yaml");
  } catch (error) {
    if (error instanceof MeasurementError && error.code === "CONFIG" && error.remedy !== "") return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a plan", () => {
  test("multiplies the lists of an entry out", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 5 }),
        fc.uniqueArray(fc.constantFrom("fp32", "fp16", "tf32"), { minLength: 1 }),
        fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
        (batch, precision, network) => {
          const cells = multiplied({ network, batch, precision, backend: "x" });
          expect(cells).toHaveLength(batch.length * precision.length * network.length);
          expect(new Set(cells.map((cell) => JSON.stringify(cell))).size).toBe(cells.length);
          for (const cell of cells) {
            expect(batch).toContain(cell["batch"]);
            expect(precision).toContain(cell["precision"]);
            expect(network).toContain(cell["network"]);
            expect(cell["backend"]).toBe("x");
          }
        },
      ),
    );
  });

  test("takes what a cell says over the defaults, and the command line over both", () => {
    const text = plan("  - { network: a, backend: x, idleS: 7 }\n", "defaults: { durationS: 4, idleS: 5 }\n");
    const [cell] = parsePlan(text, "p.yaml").cells;
    expect(cell?.times).toMatchObject({ durationS: 4, idleS: 7, timeoutS: 300 });
    const over = parsePlan(text, "p.yaml", { idleS: 0, seed: 9, repeat: 2 });
    expect([over.seed, over.cells[0]?.times.idleS, over.cells[0]?.repeat]).toEqual([9, 0, 2]);
  });

  test("takes a target with the blocks that are never exceeded", () => {
    const cellOf = (repeat: string) =>
      parsePlan(plan(`  - { network: a, backend: x, repeat: ${repeat} }\n`), "p").cells[0];
    expect(cellOf("4")?.repeat).toBe(4);
    expect(cellOf("{ target: 1.5%, most: 20 }")?.repeat).toEqual({ target: 0.015, most: 20 });
    expect(cellOf("{ target: 1% }")?.repeat).toEqual({ target: 0.01, most: 100 });
  });

  test.each([
    ["  - { netwrok: a }\n", /^p\.yaml:3:7: unknown key "netwrok"; did you mean "network"/],
    ["  - { network: [] }\n", /^p\.yaml:3:\d+: cells\.0\.network .*empty list/],
    ["  - { network: a, batch: 0 }\n", /^p\.yaml:3:\d+: cells\.0\.batch must be a whole number from 1 on/],
    ["  - { network: a, durationS: -1 }\n", /^p\.yaml:3:\d+: cells\.0\.durationS must be a number from/],
    ["  - { network: a, repeat: { target: 1 } }\n", /percentage, e\.g\. 1%/],
    ["  - { network: a, repeat: { target: 90% } }\n", /percentage from/],
    ["  - { network: a, expect: { clock: fast } }\n", /must be a number and its unit/],
    ["  []\n", /cells is empty/],
  ])("%j is refused with its place", (cells, words) => expect(problem(plan(cells))).toMatch(words));

  test("of more cells than anybody could wait for is refused", () => {
    const many = Array.from({ length: 40 }, (_, k) => k + 1).join(", ");
    expect(problem(plan(`  - { network: a, batch: [${many}], threads: [${many}] }\n`))).toMatch(/1600 cells/);
  });
});
