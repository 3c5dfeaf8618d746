import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type EngineFile, engineSchema } from "../core/engine-schema.js";
import { EngineReader } from "./engine-reader.js";

const cwd = mkdtempSync(join(tmpdir(), "joulemark-engine-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const engine = (over: Readonly<Record<string, unknown>> = {}): EngineFile =>
  engineSchema.parse({
    schema: "joulemark/engine/v1",
    name: "mine",
    title: "mine",
    example: "mine",
    reads: "output",
    unit: "img",
    number: "^speed (\\S+)",
    means: "rate",
    ...over,
  });

function outcome(
  lines: readonly string[],
  over: Readonly<Record<string, unknown>> = {},
  batch = 1,
  during: () => unknown = () => undefined,
) {
  const reader = new EngineReader({ engine: engine(over), batch, cwd });
  during();
  lines.forEach((line, k) => {
    reader.take("stdout", line, { at: BigInt(k) * 1_000_000_000n, within: 0.001 });
  });
  const { work, window, findings } = reader.finish();
  return { work, window, codes: findings.map(({ code }) => code) };
}

describe("the number of an engine", () => {
  it.each(["seconds", "milliseconds"])("that means %s gives no rate that is none", (means) => {
    expect(outcome(["speed 1e-9"], { means, perBatch: true }, 1e12)).toMatchObject({ codes: ["work-unreadable"] });
    expect(outcome(["speed 1e-320"], { means })).toMatchObject({ work: undefined, codes: ["work-unreadable"] });
  });

  it.each([
    ["rate", 1, "speed 20", { kind: "rate", value: 20 }],
    ["count", 1, "speed 20", { kind: "count", value: 20 }],
    ["seconds", 8, "speed 0.5", { kind: "rate", value: 16 }],
    ["milliseconds", 128, "speed 143.437", { kind: "rate", value: 128 / 0.143437 }],
    ["milliseconds", 1, "speed 5e-05", { kind: "rate", value: 1000 / 5e-5 }],
  ] as const)("that means %s, of batches of %d: %s", (means, batch, line, expected) => {
    const { work, codes } = outcome(["loading", line, "done"], { means, perBatch: true }, batch);
    expect(work?.kind).toBe(expected.kind);
    expect(work?.value).toBeCloseTo(expected.value, 6);
    expect(codes).toEqual([]);
  });

  it.each([
    [[], "work-not-found"],
    [["speedy"], "work-not-found"],
    [["speed 1", "speed 1"], "work-ambiguous"],
    ...[
      "nan",
      "NaN",
      "inf",
      "-inf",
      "-3",
      "0",
      "0.0",
      "1,5",
      "1.234,5",
      "0x10",
      "1e999",
      "1e308",
      "1e-320",
      "12img",
      "--",
    ].map((text) => [[`speed ${text}`], "work-unreadable"] as const),
  ] as const)("%j is %s, and no number", (lines, code) => {
    expect(outcome(lines)).toMatchObject({ work: undefined, codes: [code] });
  });

  it("is read through colours", () =>
    expect(outcome(["\u001b[1;32mspeed 7\u001b[0m"]).work).toEqual({ kind: "rate", value: 7 }));

  it("is the last of several where it is printed again as the program goes on, whatever came before", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("speed 3", "speed nan", "else")), (lines) => {
        expect(outcome([...lines, "speed 9"], { occurs: "last" }).work).toEqual({ kind: "rate", value: 9 });
      }),
    );
  });

  it("that stands on a line that never ended is said to", () => {
    const reader = new EngineReader({ engine: engine({}), batch: 1, cwd });
    reader.take("stdout", "speed 97", { at: 0n, within: 0, unfinished: true });
    const { work, findings } = reader.finish();
    expect(work?.value).toBe(97);
    expect(findings).toMatchObject([{ code: "work-unfinished", severity: "degraded" }]);
  });

  it("that comes twice on one line is ambiguous", () =>
    expect(outcome(["speed 1 speed 2"], { number: "speed (\\S+)" })).toMatchObject({
      work: undefined,
      codes: ["work-ambiguous"],
    }));

  it("is not looked for in the other stream", () => {
    const reader = new EngineReader({ engine: engine({ reads: "stderr" }), batch: 1, cwd });
    reader.take("stdout", "speed 1", { at: 0n, within: 0 });
    expect(reader.finish().work).toBeUndefined();
  });

  it("whatever is printed: a number above zero, or a reason", () => {
    const text = fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String));
    fc.assert(
      fc.property(fc.array(text.map((word) => `speed ${word}`)), (lines) => {
        const { work, codes } = outcome(lines);
        expect((work !== undefined && work.value > 0 && Number.isFinite(work.value)) !== codes.length > 0).toBe(true);
      }),
    );
  });
});

describe("the window of an engine", () => {
  const window = { name: "timed", begin: "^go", end: "^stop" };
  it("lies between its lines", () =>
    expect(outcome(["load", "go", "speed 2", "stop"], { window }).window).toEqual({
      from: 1_000_000_000n,
      to: 3_000_000_000n,
      within: 0.001,
    }));
  it.each([[["go", "speed 2"]], [["speed 2", "stop"]], [["stop", "go", "speed 2"]]])(
    "is missing in %j: then there is no rate",
    (lines) => {
      expect(outcome(lines, { window })).toMatchObject({ work: undefined, codes: ["window-not-found"] });
    },
  );
});

describe("what has to be printed, and what is to be known", () => {
  const caveat = (code: string) => ({ code, severity: "degraded", message: "m", remedy: "r" });
  const over = { requires: [{ line: "^VALID", otherwise: caveat("not-valid") }], caveats: [caveat("known")] };
  it("is said beside the number", () => {
    expect(outcome(["VALID", "speed 1"], over).codes).toEqual(["known"]);
    expect(outcome(["speed 1"], over).codes).toEqual(["not-valid", "known"]);
  });
});

describe("a file that the program writes", () => {
  const reads = { file: "summary.txt" };
  const path = join(cwd, "summary.txt");
  it("is read when it is of this run", () => {
    const writes = () => writeFileSync(path, "head\r\nspeed 5\r\n");
    expect(outcome(["speed 9"], { reads }, 1, writes).work).toEqual({ kind: "rate", value: 5 });
  });
  it("of an earlier run is none of this one", () => {
    writeFileSync(path, "speed 5\n");
    utimesSync(path, new Date(Date.now() - 3600e3), new Date(Date.now() - 3600e3));
    expect(outcome([], { reads })).toMatchObject({ work: undefined, codes: ["work-stale"] });
  });
  it("that is not there is said", () => {
    rmSync(path, { force: true });
    expect(outcome([], { reads })).toMatchObject({ work: undefined, codes: ["work-not-found"] });
  });
});
