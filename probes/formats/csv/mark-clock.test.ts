import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markClock } from "./mark-clock.js";

const NS = 1_000_000n;
/** Rows every 60 ms from `start`, marks at instants of the rows' clock, told `offsetMs` too early. */
function placed(instantsMs: readonly number[], offsetMs: number, start = 1_700_000_000_000_000_000n) {
  return instantsMs.map((ms) => {
    const before = start + BigInt(Math.floor(ms / 60) * 60) * NS;
    return { at: start + BigInt(ms - offsetMs) * NS, before, after: before + 60n * NS };
  });
}
const START = 1_700_000_000_000_000_000n;

describe("the clock of marks", () => {
  it("is the rows' own when no offset is needed", () => {
    expect(markClock(placed([100, 250, 1000], 0), START)).toEqual({ offsetNs: 0n, within: 0, findings: [] });
  });

  it("is exact when every mark was stamped with the row above it", () => {
    const { offsetNs, within, findings } = markClock(placed([60, 600, 1200, 1800], 5000), START);
    expect(offsetNs).toBe(5_000_000_000n);
    expect(within).toBeLessThan(1e-3);
    expect(findings.map(({ code }) => code)).toEqual(["mark-clock-offset"]);
  });

  it("lies within what it says for marks anywhere between rows, over 200 draws", () => {
    const instants = fc.array(fc.integer({ min: 0, max: 59_999 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(instants, fc.integer({ min: 100, max: 100_000 }), (ms, offsetMs) => {
        const { offsetNs, within, findings } = markClock(placed(ms, offsetMs), START);
        const tied = findings[0]?.message.includes("as long after") ?? false;
        fc.pre(!tied);
        expect(Math.abs(Number(offsetNs) / 1e9 - offsetMs / 1000)).toBeLessThanOrEqual(within + 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it("is not guessed when the order of the lines contradicts every offset", () => {
    const late = placed([100], 5000).map((mark) => ({ ...mark, at: mark.at + 500n * NS }));
    const { offsetNs, findings } = markClock([...placed([100, 400], 5000), ...late], START);
    expect(offsetNs).toBeUndefined();
    expect(findings[0]).toMatchObject({ code: "mark-clock-unknown", severity: "degraded" });
  });
});
