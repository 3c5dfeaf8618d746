import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allowForReading, choosePace } from "./pace.js";
import { testHost } from "./test-host.js";

const because = "the meter makes a new value every 35 ms";

describe("choosePace", () => {
  it("takes the default rate when none is asked for, and no faster than new values", () => {
    expect(choosePace({}, { defaultRate: 100, shortest: 1e-3, because }).period).toBe(0.01);
    const slow = choosePace({}, { defaultRate: 100, shortest: 0.035, because });
    expect(slow).toEqual({ period: 0.035, findings: [] });
  });

  it("says both figures when the instrument is slower than asked", () => {
    const { period, findings } = choosePace({ rate: 1000 }, { defaultRate: 100, shortest: 0.035, because });
    expect(period).toBe(0.035);
    expect(findings[0]).toMatchObject({ code: "slow-instrument", severity: "note" });
    expect(findings[0]?.message).toContain(
      "Asked for 1000 samples/s; the meter makes a new value every 35 ms, so 28.6",
    );
  });

  it("reads more often than asked where a counter would wrap unseen", () => {
    expect(choosePace({ rate: 1 }, { defaultRate: 50, shortest: 1e-3, longest: 0.005, because }).period).toBe(0.005);
  });

  it("never leaves the instrument's limits", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-4, max: 10, noNaN: true }),
        (rate, shortest) => {
          const { period, findings } = choosePace({ rate }, { defaultRate: 10, shortest, because });
          expect(period).toBeGreaterThanOrEqual(shortest);
          expect(findings.length > 0).toBe(period > (1 / rate) * 1.001);
        },
      ),
    );
  });
});

describe("allowForReading", () => {
  const pace = { period: 0.01, findings: [] };

  it("keeps the period when reading is quick", () => {
    expect(allowForReading(pace, { plans: [], findings: [], readTime: 0.002 }, testHost("/"))).toEqual(pace);
  });

  it("forgives one slow reading", () => {
    expect(allowForReading(pace, { plans: [], findings: [], readTime: 0.5 }, testHost("/", 1_000_000n))).toEqual(pace);
  });

  it("makes room for a driver that waits for conversions, and says so", () => {
    const { period, findings } = allowForReading(
      pace,
      { plans: [], findings: [], readTime: 0.05 },
      testHost("/", 40_000_000n),
    );
    expect(period).toBeCloseTo(0.05);
    expect(findings[0]?.message).toBe("One reading of all rails takes 40 ms, too long for one every 10 ms");
  });
});
