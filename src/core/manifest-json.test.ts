import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isIntact, sealed } from "./json-seal.js";
import { type RunFile, runFileFromJson, runFileToJson, samplesFile } from "./manifest-json.js";
import type { Rail } from "./rail.js";

const rail = (id: string, window: Rail["window"]): Rail => ({
  id,
  point: "die-model",
  measures: "energy-counter",
  columns: [{ name: `${id}.e`, quantity: "energy", unit: "uJ", scale: 1e-6 }],
  period: 0.001,
  window,
  counterRange: 262_143.328_85,
  plausiblePower: Number.POSITIVE_INFINITY,
  partOf: "whole",
  uncertainty: [
    { id: "g", kind: "gain", of: "energy", distribution: "normal", size: 0.1 + 0.2, shared: "k", origin: "o" },
  ],
  note: 'a "note"\n',
});

const run: RunFile = {
  manifest: {
    schema: "joulemark/recording/v1",
    id: "i",
    name: "n",
    command: ["sh", "-c", "true"],
    startedAt: "2026-11-23T10:15:30.000Z",
    start: 2n ** 63n - 1n,
    host: { hostname: "h", kernel: "6", arch: "x", cpu: "c", cpus: 2 },
    version: "0",
    probes: [
      {
        name: "p",
        device: "d",
        rails: [rail("a", { kind: "running-mean", width: 0.1 }), rail("b", { kind: "counter" })],
        totals: [{ name: "t", parts: ["a"], scope: "board" }],
        settings: { nested: [1, null, "x"] },
      },
    ],
    work: { count: 5, unit: "img" },
    settings: { rate: null },
    findings: [{ code: "c", severity: "note", message: "m", remedy: "r", probe: "p", rail: "a" }],
  },
  ending: {
    end: -(2n ** 63n),
    executions: [],
    marks: [{ kind: "end", name: "m", at: 2n ** 53n + 1n, within: 1e-9, source: "cli" }],
    findings: [],
    self: { cpuS: 0.5, missedTicks: 3, readMicros: { p50: 2, p99: 9 }, latenessMicros: null, granted: { p: null } },
  },
};

describe("run.json", () => {
  it("gives back every field exactly", () => {
    expect(runFileFromJson(runFileToJson(run), "x")).toEqual({ ...run, intact: true });
    const { manifest } = run;
    expect(runFileFromJson(runFileToJson({ manifest }), "x")).toEqual({ manifest, intact: true });
  });

  it("names the place that is wrong", () => {
    const json = runFileToJson(run).replace('"scale": 0.000001', '"scale": "small"');
    const error = { code: "RECORDING", message: expect.stringContaining("probes[0].rails[0].columns[0].scale") };
    expect(() => runFileFromJson(json, "x")).toThrow(expect.objectContaining(error));
  });

  it("never passes for intact with a changed byte in what it says", () => {
    const bytes = Buffer.from(runFileToJson(run));
    const said = bytes.indexOf('"crc"') - 5;
    fc.assert(
      fc.property(fc.nat(said), fc.integer({ min: 1, max: 127 }), (offset, bits) => {
        const changed = Buffer.from(bytes);
        changed[offset] = (changed[offset] ?? 0) ^ bits;
        expect(isIntact(changed.toString())).toBe(false);
      }),
    );
  });
});

describe("a sealed object", () => {
  it("is the same object with one key more", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        fc.constantFrom(0, 2),
        (object, indent) => {
          fc.pre(!("crc" in object) && !("__proto__" in object));
          const text = sealed(JSON.stringify(object, null, indent));
          const { crc, ...rest } = JSON.parse(text);
          expect(crc).toMatch(/^[0-9a-f]{8}$/);
          expect(rest).toEqual(JSON.parse(JSON.stringify(object)));
          expect(isIntact(text)).toBe(true);
        },
      ),
    );
  });
});

describe("samplesFile", () => {
  it("makes a file name of any probe name, and keeps those apart that look alike", () => {
    expect(samplesFile(0, "../etc/x y")).toBe("0-___etc_x_y.samples");
    expect(samplesFile(1, "a/b")).not.toBe(samplesFile(2, "a_b"));
  });
});
