import { describe, expect, it } from "vitest";
import { summarize } from "./summarize.js";
import { turnsIn } from "./summarize-turns.js";
import { execution, marks, ns, rail, recording } from "./testing/recording.js";

const window = (name: string, from: number, to: number) =>
  ({ name, from: ns(from), to: ns(to), fromWithin: 0, toWithin: 0, source: "fd" }) as const;
const whole = window("command", 0, 60);
const steps = (instants: readonly number[]) => instants.map((at) => window("step", at, at + 0.01));
const even = (period: number, count = 50) => Array.from({ length: count }, (_, k) => 1 + k * period);

describe("what repeats inside a window", () => {
  it("has the period of its beginnings", () => {
    const { turns = [] } = turnsIn([whole, ...steps(even(0.1037))])(whole);
    expect(turns).toHaveLength(1);
    expect(turns[0]).toBeCloseTo(0.1037, 6);
  });
  it("has none when it is rare, uneven, elsewhere, or the window itself", () => {
    expect(turnsIn([whole, ...steps(even(0.1, 7))])(whole)).toEqual({});
    expect(turnsIn([whole, ...steps(even(1).map((at) => at + Math.sin(at * at)))])(whole)).toEqual({});
    expect(turnsIn([whole, ...steps(even(0.1))])(window("late", 30, 40))).toEqual({});
    const [one = whole, ...others] = steps(even(0.1));
    expect(turnsIn([one, ...others])(one)).toEqual({});
  });
  it("as often as the samples come makes the command's energy degraded, with a wide uncertainty", () => {
    const of = (period: number) =>
      summarize(
        recording({
          rails: [rail("GPU")],
          totals: [],
          watts: (s) => (s % 0.01 < 0.005 ? 250 : 80),
          executions: [execution(0, 10.0005, 20.0005)],
          marks: Array.from({ length: 200 }, (_, k) =>
            marks("step", 11 + k * period, 11.002 + k * period, "fd"),
          ).flat(),
        }),
      );
    const finding = of(0.01).quality.findings.find(({ code }) => code === "alias-risk");
    expect(finding).toMatchObject({ severity: "degraded", rail: "GPU", message: expect.stringContaining("10 ms") });
    const command = of(0.01).windows.find(({ name }) => name === "command")?.rails[0];
    expect(command?.flags).toContain("alias-risk");
    expect(command?.budget[0]?.source).toBe("meter/GPU/aliasing/command");
    expect(of(0.0137).quality.findings.map(({ code }) => code)).not.toContain("alias-risk");
  });
});
