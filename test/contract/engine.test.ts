import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseEngine, shippedEngines } from "../../src/config/load-engine.js";
import { EngineReader } from "../../src/wrap/engine-reader.js";

const home = resolve(".");
const folderOf = (name: string) => join(home, "runner/engines", name);
const engineFile = (name: string) =>
  parseEngine(readFileSync(join(folderOf(name), "engine.yaml"), "utf8"), `${name}/engine.yaml`);

/** What a capture is expected to give: `NAME.txt` beside `NAME.expected.json`. */
interface Expected {
  readonly batch?: number;
  readonly work: { readonly kind: "count" | "rate"; readonly value: number } | null;
  readonly findings: readonly string[];
}

const captures = shippedEngines(home).flatMap((engine) =>
  readdirSync(folderOf(engine))
    .filter((name) => name.endsWith(".txt"))
    .map((name) => ({ engine, capture: name })),
);

function read(name: string, text: string, batch: number) {
  const engine = { ...engineFile(name), reads: "output" as const };
  const reader = new EngineReader({ engine, batch, cwd: home }, 0);
  text.split(/\r?\n/).forEach((line, k) => {
    reader.take("stdout", line, { at: BigInt(k), within: 0 });
  });
  return reader.finish();
}

describe.each(shippedEngines(home))("engine %s", (name) => {
  it("is named as its folder, has an example with its name, and a capture with and without a number", () => {
    const { name: own, example } = engineFile(name);
    expect(own).toBe(name);
    expect(example).toContain(`--engine ${name}`);
    const works = captures
      .filter(({ engine }) => engine === name)
      .map(({ capture }) => expectedOf(name, capture).work !== null);
    expect(new Set(works)).toEqual(new Set([true, false]));
  });

  it("finds nothing in the output of others", () => {
    const others = captures.filter(({ engine }) => engine !== name);
    for (const { engine, capture } of others)
      expect(read(name, readFileSync(join(folderOf(engine), capture), "utf8"), 1).work).toBeUndefined();
  });
});

const expectedOf = (engine: string, capture: string): Expected =>
  JSON.parse(readFileSync(join(folderOf(engine), capture.replace(/txt$/, "expected.json")), "utf8"));

it.each(captures)("$engine reads $capture as expected", ({ engine, capture }) => {
  const { batch = 1, work, findings } = expectedOf(engine, capture);
  const found = read(engine, readFileSync(join(folderOf(engine), capture), "utf8"), batch);
  if (work === null) expect(found.work).toBeUndefined();
  else {
    expect(found.work?.kind).toBe(work.kind);
    expect(found.work?.value).toBeCloseTo(work.value, 6);
  }
  expect(found.findings.map(({ code }) => code)).toEqual(findings);
});

const recorded = resolve("../shared/data/mlperf-power");
const present = existsSync(recorded);
if (!present) console.warn("engines: skipped: no recorded data");

describe.skipIf(!present)(`recorded summaries of LoadGen${present ? "" : " (skipped: no recorded data)"}`, () => {
  const rates: Readonly<Record<string, number>> = {
    "v2.0-a100x2-bert99-offline": 5795.9,
    "v2.0-orin-ssdresnet34-offline-badsamples": 163.18,
    "v2.1-a100x4-bert99-server": 10494.39,
    "v3.0-rk3588-resnet50-offline": 971.267,
  };
  it.each(present ? readdirSync(recorded).filter((name) => name.startsWith("v")) : [])("%s", (name) => {
    const text = readFileSync(join(recorded, name, "run_1/mlperf_log_summary.txt"), "utf8");
    // of the latency scenarios LoadGen gives a percentile, and no rate
    expect(read("mlperf-loadgen", text, 1).work?.value).toBe(rates[name]);
  });
});
