import { describe, expect, it } from "vitest";
import { summarize } from "./summarize.js";
import { constant, marks, ns, recording } from "./testing/recording.js";

/** Pairs every 2 s from the start to 30 s; from `from` s on the wall clock shows `ahead` s more. */
const pairs = (from: number, ahead: number) =>
  Array.from({ length: 16 }, (_, k) => ({
    type: "clock" as const,
    pair: {
      mono: ns(2 * k),
      wallMs: 1_700_000_000_000 + 2000 * k + (2 * k >= from ? 1000 * ahead : 0),
      withinNs: 2000,
    },
  }));

const windows = [...marks("early", 11, 13, "fd"), ...marks("late", 15, 19, "fd")];
const energies = (events: ReturnType<typeof pairs>) =>
  summarize(recording({ watts: constant, marks: windows, events })).windows.map(({ name, rails, totals }) => [
    name,
    rails.map(({ energyJ, flags }) => energyJ?.value.toFixed(3) ?? flags.join(" ")),
    totals[0]?.energyJ?.value.toFixed(3) ?? null,
  ]);

describe("a machine that was suspended", () => {
  it("has no energy in the windows that contain it, and keeps the others", () => {
    expect(energies(pairs(18, 30))).toEqual([
      ["command", ["suspended", "suspended"], null],
      ["early", ["80.000", "40.000"], "120.000"],
      ["late", ["suspended", "suspended"], null],
    ]);
  });

  it("makes the result invalid when the command contains it, and says why and what to do", () => {
    const { quality } = summarize(recording({ watts: constant, events: pairs(18, 30) }));
    expect(quality.verdict).toBe("invalid");
    const [finding] = quality.findings.filter(({ severity }) => severity === "invalid");
    expect(finding).toMatchObject({
      code: "suspended",
      probe: "meter",
      remedy: expect.stringContaining("systemd-inhibit"),
    });
    expect(finding?.message).toContain("suspended for 30.000 s");
  });

  it("takes nothing from windows before and after it", () => {
    const { quality, windows: found } = summarize(recording({ watts: constant, events: pairs(26, 30) }));
    expect(quality).toMatchObject({ verdict: "good", findings: [{ code: "suspended", severity: "note" }] });
    expect(found[0]?.totals[0]?.energyJ?.value).toBeCloseTo(600, 9);
  });
});

describe("a wall clock that was set back", () => {
  it("by seconds, in the middle of the command, is named and moves no number and no mark", () => {
    const events = pairs(14, -3600);
    expect(energies(events)).toEqual(energies([]));
    const { quality } = summarize(recording({ watts: constant, events }));
    expect(quality).toMatchObject({ verdict: "good", findings: [{ code: "clock-step", severity: "note" }] });
    expect(quality.findings[0]?.message).toContain("-3600000.0 ms between 12.0 and 14.0 s");
  });
});
