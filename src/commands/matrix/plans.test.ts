import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cells as paper } from "../../../calibration/whitepaper/tables.js";
import { parsePlan } from "../../config/parse-plan.js";
import type { RunnerInfo } from "../../runner/protocol.js";
import type { Context } from "../context.js";
import { engineCells } from "./cells.js";
import { refusalOf } from "./refusals.js";
import { runnerEngine } from "./runner-engine.js";

const backend = (name: string) => ({ available: false, backend: name, code: "c", detail: "d", remedy: "r" }) as const;
const plans = "runner/plans";
/** The back ends that a plan names: which there are is the runner's to know. */
const infoFor = (text: string): RunnerInfo => ({
  v: 1,
  runner: "0",
  backends: [...new Set([...text.matchAll(/backend: (\w+)/g)].map(([, name = ""]) => name))].map(backend),
  networks: ["alexnet", "caffenet", "googlenet"],
});

function cellsOf(text: string) {
  const runner = { file: "runner", info: infoFor(text) };
  return engineCells(parsePlan(text, "p.yaml"), {} as Context, (cell) => runnerEngine(cell, runner));
}
const shipped = (name: string) => cellsOf(readFileSync(`${plans}/${name}`, "utf8"));

describe("the plan of the whitepaper's tables", () => {
  const cells = shipped("whitepaper-tables.yaml");

  test("has exactly the cells of the paper, each with its network, precision and batch", () => {
    expect(cells.map(({ published }) => published).sort()).toEqual(paper.map(({ id }) => id).sort());
    for (const { engine, published } of cells) {
      const printed = paper.find(({ id }) => id === published);
      expect(engine.load.batch).toBe(printed?.batch);
      expect(engine.load.network === "googlenet").toBe(printed?.network === "GoogLeNet");
      expect(engine.load.precision?.startsWith("fp16")).toBe(printed?.precision === "FP16");
    }
  });

  test("runs CaffeNet where the paper had a processor", () => {
    const onProcessors = cells.filter(({ published }) => /Core|Xeon/.test(published ?? ""));
    expect(onProcessors.map(({ engine }) => engine.load.network)).toEqual([
      "caffenet",
      "caffenet",
      "caffenet",
      "caffenet",
    ]);
  });

  test("measures once what two of its cells share on one computer, and has an id for each", () => {
    expect(new Set(cells.map(({ id }) => id)).size).toBe(16);
    expect(new Set(cells.map(({ run }) => run)).size).toBe(11);
  });
});

test("the quick plan is parsed, with cells of the paper among it", () => {
  const cells = shipped("quick.yaml");
  expect(cells.some(({ published }) => published !== undefined)).toBe(true);
});

describe("a plan's mistakes", () => {
  const refused = (cells: string) => () => cellsOf(`name: p\ncells:\n${cells}`);

  test.each([
    [
      "  - { network: alexnet, backend: x, published: Titan Y }\n",
      /no system or cell "Titan Y"; did you mean "Titan X"/,
    ],
    ["  - { network: alexnet, batch: 3, backend: x, published: Titan X }\n", /no cell of Titan X/],
    ["  - { network: alexnet, backend: x }\n  - { network: alexnet, batch: 1, backend: x }\n", /twice/],
    ["  - { network: alexnet }\n", /p\.yaml:3:5: this cell has no backend/],
    ["  - { network: alexnett, backend: x }\n", /p\.yaml:3:5: .*no network "alexnett"; did you mean "alexnet"/],
  ])("%j", (cells, words) => expect(refused(cells)).toThrow(words));

  test("are none where a sweep has batches that the paper has not", () => {
    const [one, two] = cellsOf(
      "name: p\ncells:\n  - { network: alexnet, batch: [1, 2], backend: x, published: Titan X }\n",
    );
    expect([one?.published, two?.published]).toEqual(["T2 Titan X FP32 b1", undefined]);
  });
});

test("a refusal is the runner's, of that precision", () => {
  const found = { available: true as const, backend: "x", version: "1", device: "d", isa: "i", libraries: [] };
  const info = {
    ...infoFor(""),
    backends: [
      { ...found, precisions: ["fp32"], refusals: ["tf32: no; use fp32", "fp16, fp16-true: too (a; b); be wide"] },
    ],
  };
  const of = (precision: string) => refusalOf(info, { backend: "x", precision });
  expect(of("fp32")).toBeUndefined();
  expect(of("fp16-true")).toMatchObject({
    code: "UNAVAILABLE",
    message: "fp16, fp16-true: too (a; b)",
    remedy: "Be wide",
  });
  expect(of("tf32")).toMatchObject({ message: "tf32: no", remedy: "Use fp32" });
});
