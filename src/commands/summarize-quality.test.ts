import { describe, expect, it } from "vitest";
import { resultSchema } from "../core/result-schema.js";
import { summarize } from "./summarize.js";
import { codes, constant, execution, marks, rail, recording } from "./testing/recording.js";

describe("what a reader has to know", () => {
  it("a command that failed and missed ticks are notes", () => {
    const executions = [execution(0, 10, 20, { exit: { code: 7, signal: null } })];
    const result = summarize(recording({ watts: constant, executions, missedTicks: 3 }));
    expect(codes(result)).toEqual(["command-failed note", "missed-ticks note"]);
    expect(result.quality.verdict).toBe("good");
    expect(result.run.exit).toEqual({ code: 7, signal: null });
  });
  it("a sensor that dies leaves a lower bound, nulls and an invalid result", () => {
    const dead = (s: number, k: number) => (k === 0 && s > 15 ? Number.NaN : constant(s, k));
    const result = summarize(recording({ watts: dead }));
    const [window] = result.windows;
    expect(window?.rails[0]).toMatchObject({ energyJ: null, meanPowerW: null, flags: ["coverage-low"] });
    expect(window?.rails[0]?.energyIntervalJ?.low).toBeLessThanOrEqual(400);
    expect(window?.totals[0]?.energyJ).toBeNull();
    expect(window?.totals[0]?.energyIntervalJ?.high).toBeNull();
    expect(result.quality.verdict).toBe("invalid");
  });
  it("a sensor that never gave a sample leaves nothing, and is invalid", () => {
    const result = summarize(recording({ watts: () => Number.NaN }));
    expect(result.windows[0]?.totals[0]).toMatchObject({ energyJ: null, coverage: 0 });
    expect(result.quality.verdict).toBe("invalid");
    expect(resultSchema.parse(result)).toEqual(result);
  });
  it("a fine sensor that shows one and the same value for long has stopped; a coarse or a short one need not have", () => {
    const step = (size: number) =>
      ({ id: "step", kind: "resolution", of: "power", distribution: "rectangular", size, origin: "test" }) as const;
    const of = (size: number, to: number) =>
      codes(
        summarize(
          recording({
            watts: constant,
            rails: [rail("GPU", { uncertainty: [step(size)] })],
            totals: [],
            executions: [execution(0, 10, to)],
          }),
        ),
      );
    expect(of(0.001, 50)).toEqual(["frozen-reading degraded"]);
    expect(of(0.1, 50)).toEqual([]);
    expect(of(0.001, 14)).toEqual(["frozen-reading degraded"]);
    expect(of(0.001, 12)).toEqual([]);
  });
  it("many marked windows without samples are one finding, and do not make the command invalid", () => {
    const list = [1, 2, 3].flatMap((k) => marks("tiny", 11 + k + 0.001, 11 + k + 0.002, "fd"));
    const result = summarize(recording({ watts: constant, marks: list }));
    expect(codes(result)).toEqual(["no-samples degraded", "no-samples degraded"]);
    expect(result.quality.findings[0]?.message).toContain("(and in 2 more)");
  });
  it("findings that reading the samples brings up are told as well", () => {
    const given = recording({ watts: constant });
    const findings: { code: string; severity: "degraded"; message: string; remedy: string }[] = [];
    const samples = function* (probe: string) {
      yield* given.samples(probe);
      findings.push({ code: "corrupt-chunk", severity: "degraded", message: "bad", remedy: "none" });
    };
    expect(codes(summarize({ ...given, findings, samples }))).toEqual(["corrupt-chunk degraded"]);
  });
  it("an incomplete recording says where it ends and gives what it has until then", () => {
    const executions = [execution(0, 10.0005, 30, { exit: { code: null, signal: null } })];
    const result = summarize(
      recording({ watts: constant, executions, seconds: 30, ended: false, endsEarlyAtNs: 29.99e9 }),
    );
    expect(result.run.endsEarlyAtS).toBeCloseTo(29.99, 9);
    expect(codes(result)).toEqual(["ends-early degraded", "command-failed note"]);
    expect(result.windows[0]?.totals[0]?.meanPowerW?.value).toBeCloseTo(60, 6);
  });
  it("without any execution the recording itself is the window", () => {
    const [window] = summarize(recording({ watts: constant, executions: [], seconds: 20 })).windows;
    expect(window).toMatchObject({ name: "recording", source: "phase", durationS: 20 });
    expect(window?.totals[0]?.energyJ?.value).toBeCloseTo(1200, 6);
  });
});
