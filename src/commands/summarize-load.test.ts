import { describe, expect, it } from "vitest";
import type { Execution, LoadWindow, RecordedEvent } from "../core/recording.js";
import { loadFindings, loadsOf } from "./summarize-load.js";

const execution = { index: 0 } as Execution;
const second = 1_000_000_000n;
const windows = (cpu: number, count = 8): readonly LoadWindow[] =>
  Array.from({ length: count }, (_, k) => {
    const from = BigInt(k) * second;
    return { type: "load-window", execution: 0, from, to: from + second, work: 10, cpu, switches: 2 } as const;
  });
const facts = (said: Record<string, unknown>): RecordedEvent => ({ type: "load", execution: 0, at: 0n, facts: said });
const codes = (...events: readonly RecordedEvent[]) =>
  loadFindings([execution], loadsOf(events)).map(({ code }) => code);

describe("a load's processor time", () => {
  it("of all its threads is enough; 5 % less is not", () => {
    expect(codes(facts({ threads: 2 }), ...windows(1.92))).toEqual([]);
    expect(codes(facts({ threads: 2 }), ...windows(1.88))).toEqual(["load-starved"]);
  });

  it("says how often a processor was taken away", () => {
    const [finding] = loadFindings([execution], loadsOf([facts({ threads: 2 }), ...windows(1)]));
    expect(finding?.message).toMatch(/8 of 8 windows.*50 %.*taken away from it 16 times/);
  });

  it("does not matter where another device computes", () => {
    expect(codes(facts({ threads: 2, computesOn: "device" }), ...windows(0.1))).toEqual([]);
  });
});

describe("facts", () => {
  it("that are null where nothing was measured hide no others", () => {
    const said = { overheadShare: null, imagesPerS: null, latencyMs: null, verify: null, falsifying: true };
    expect(codes(facts(said), ...windows(1))).toEqual(["falsifying-input"]);
  });

  it("of a verification that failed make the result invalid, also where the error is not finite", () => {
    const verify = { relativeError: null, gate: 1e-5, passed: false };
    const [finding] = loadFindings([execution], loadsOf([facts({ verify }), ...windows(1)]));
    expect(finding).toMatchObject({ code: "verification-failed", severity: "invalid" });
    expect(finding?.message).toContain("not finite");
  });

  it("name what was done otherwise than asked, and a graph that was refused", () => {
    expect(codes(facts({ notes: ["fc by hand"], graph: "refused: why" }), ...windows(1))).toEqual([
      "load-note",
      "load-note",
    ]);
    expect(codes(facts({ notes: [], graph: "on" }), ...windows(1))).toEqual([]);
  });

  it("few windows are said", () => {
    expect(codes(facts({ imagesPerS: 10 }), ...windows(1, 3))).toEqual(["too-few-windows"]);
  });
});
