import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import type { RecordedEvent } from "../core/recording.js";
import { resultSchema } from "../core/result-schema.js";
import { summarize } from "./summarize.js";
import { codes, execution, ns, rail, recording } from "./testing/recording.js";

const SETTINGS = { repeat: 5, targetUncertainty: 0.01, maxRepeats: 100 };
const decided = (more = {}): RecordedEvent => ({
  type: "repeats",
  at: ns(30),
  of: "GPU",
  what: "energyJ",
  target: 0.01,
  cv: 0.004,
  needed: 5,
  most: 100,
  runs: 8,
  ...more,
});
interface Given {
  readonly sd?: number;
  readonly count?: number;
  readonly events?: readonly RecordedEvent[];
  readonly sources?: readonly never[] | undefined;
}
function repeated({ sd = 0.4, count = 8, events = [decided()], sources }: Given = {}) {
  const random = new Random(3);
  const levels = Array.from({ length: count }, () => 100 + sd * random.normal());
  return summarize(
    recording({
      watts: (s) => levels[Math.max(0, Math.floor((s - 1) / 7))] ?? 100,
      rails: [rail("GPU", sources === undefined ? {} : { uncertainty: sources })],
      totals: [],
      executions: levels.map((_, k) => execution(k, 2 + 7 * k, 7 + 7 * k)),
      events,
      manifest: { settings: SETTINGS },
    }),
  );
}

describe("a target", () => {
  it("that was reached is said with what was asked, decided and obtained", () => {
    const result = repeated({ sources: [] });
    expect(result.target).toMatchObject({ of: "GPU", plannedRuns: 8, runs: 8, pilotRuns: 5, reached: true });
    expect(result.target?.halfWidth).toBeLessThan(0.01);
    expect(codes(result)).toEqual([]);
    expect(resultSchema.parse(result)).toEqual(result);
  });
  it("below the instrument's own errors is no matter of repeats", () => {
    const result = repeated();
    expect(result.target?.reached).toBe(true);
    expect(codes(result)).toEqual(["target-below-instrument note"]);
    expect(result.quality.findings[0]?.message).toContain("meter/GPU/gain");
    expect(result.quality.findings[0]?.remedy).toContain("More repeats do not help");
  });
  it("that took more runs than were allowed says how many it takes", () => {
    const result = repeated({ sd: 4, events: [decided({ cv: 0.04, needed: 64, most: 8 })] });
    expect(codes(result)).toEqual(["target-not-reached degraded"]);
    expect(result.quality.findings[0]).toMatchObject({
      message: expect.stringContaining("that takes 64 runs, and 8 were allowed"),
      remedy: expect.stringContaining("--max-repeats 64"),
    });
  });
  it("that the first runs promised too easily is not quietly kept up", () => {
    const result = repeated({ sd: 4 });
    expect(codes(result)).toEqual(["target-not-reached degraded"]);
    expect(result.quality.findings[0]?.message).toMatch(/the 5 first runs scattered by 0\.4 %, all 8 by more/);
  });
  it("of runs that stopped early counts those that were completed", () => {
    const result = repeated({ count: 6, sd: 2, events: [decided({ runs: 8 })] });
    expect(codes(result).sort()).toEqual(["repeats-incomplete degraded", "target-not-reached degraded"]);
    expect(result.quality.findings.map(({ message }) => message).join()).toContain("6 of 8 runs were completed");
  });
  it("of which nothing could be decided says so", () => {
    const result = repeated({ count: 3, events: [] });
    expect(result).not.toHaveProperty("target");
    expect(codes(result).sort()).toEqual(["repeats-incomplete degraded", "target-not-reached degraded"]);
  });
});
