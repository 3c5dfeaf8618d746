import { describe, expect, it } from "vitest";
import type { Samples } from "../core/batch.js";
import { Random } from "../core/random.js";
import { counterRail } from "../energy/testing/fixture.js";
import { summarize } from "./summarize.js";
import { codes, execution, rail, recording } from "./testing/recording.js";

const rails = [rail("GPU")];
const work = { count: 10, unit: "img" };
const one = (watts: (s: number) => number, more = {}) =>
  summarize(recording({ watts, rails, totals: [], executions: [execution(0, 10, 50)], ...more }));

describe("a window whose load has not settled", () => {
  const warm = (s: number) => (s < 20 ? 90 : 100);
  it("says how long its warm-up is and how far it moves the mean; the energy stays what it is", () => {
    const result = one(warm);
    expect(codes(result)).toEqual(["warming-up note"]);
    expect(result.quality.findings[0]).toMatchObject({
      message: expect.stringMatching(/GPU in window command: the first 10 s .* by -2\.5 %/),
      remedy: expect.stringContaining("--warmup"),
    });
    expect(result.windows[0]?.rails[0]?.energyJ?.value).toBeCloseTo(3900, 0);
  });
  it("takes trust where work over energy is to stand for longer runs", () =>
    expect(codes(one(warm, { manifest: { work } }))).toEqual(["warming-up degraded"]));
  it("is too short, or drifts", () => {
    const random = new Random(1);
    expect(codes(one((s) => 10 + s))).toEqual(["too-short note"]);
    expect(codes(one((s) => 100 + s / 20 + 3 * random.normal()))).toEqual(["drifting note"]);
  });
  it("is found of a counter too, across its wraps", () => {
    const columns = [{ name: "package.energy", quantity: "energy", unit: "J", scale: 1 }] as const;
    const counted = recording({
      watts: (s) => (10 * s + 40 * Math.max(0, s - 20) + 700) % 1000,
      rails: [counterRail({ columns, period: 0.01, counterRange: 1000, plausiblePower: 200 })],
      totals: [],
      executions: [execution(0, 10, 50)],
    });
    expect(summarize(counted).quality.findings[0]?.message).toMatch(/the first 10\S* s are a warm-up/);
  });
  it("is not judged where it is short or has a hole", () => {
    expect(codes(one(warm, { executions: [execution(0, 19, 20.9)] }))).toEqual([]);
    const holed = one((s) => (s > 30 && s < 30.9 ? Number.NaN : warm(s)));
    expect(codes(holed).filter((code) => /warm|drift|too-short/.test(code))).toEqual([]);
  });
});

describe("stationary noise", () => {
  it("that remembers (AR(1) .9) raises no finding in 95 of 100 runs", () => {
    const alarms = Array.from({ length: 100 }, (_, seed) => {
      const random = new Random(seed + 1);
      let deviation = random.normal();
      const watts = () => {
        deviation = 0.9 * deviation + Math.sqrt(0.19) * random.normal();
        return 50 + 2 * deviation;
      };
      return one(watts, { seconds: 25, executions: [execution(0, 2, 22)] }).quality.findings.length;
    });
    expect(alarms.filter((count) => count > 0).length).toBeLessThanOrEqual(5);
  });
});

describe("temperature", () => {
  const heated = (rise: number) => {
    const plain = recording({ watts: () => 50, rails, totals: [], executions: [execution(0, 10, 50)] });
    const [probe] = plain.manifest.probes;
    const conditions = [{ name: "chip", quantity: "temperature", unit: "°C" }] as const;
    if (probe === undefined) throw new Error("a recording has a probe");
    return summarize({
      ...plain,
      manifest: { ...plain.manifest, probes: [{ ...probe, conditions }] },
      *samples(name): Generator<Samples> {
        for (const chunk of plain.samples(name)) {
          const chip = chunk.at.map((at) => Math.round(40 + (rise * at) / 60e9));
          yield { ...chunk, columns: [...chunk.columns, chip] };
        }
      },
    });
  };
  it("that rises by more than a degree a minute is said, with how much", () => {
    expect(codes(heated(6))).toEqual(["thermal-drift note"]);
    expect(heated(6).quality.findings[0]?.message).toMatch(/chip in window command changes by [34]\S* °C in 40 s/);
    expect(codes(heated(0.8))).toEqual([]);
  });
});

describe("runs one after the other", () => {
  const executions = Array.from({ length: 8 }, (_, k) => execution(k, 2 + 7 * k, 7 + 7 * k));
  const repeated = (watts: (s: number) => number) => one(watts, { executions });
  it("that read ever higher, or lower, are no repeats", () => {
    const hotter = repeated((s) => 100 + Math.floor((s - 2) / 7) / 2);
    expect(codes(hotter)).toEqual(["thermal-drift degraded"]);
    expect(hotter.quality.findings[0]?.message).toMatch(/GPU reads ever higher .* by \+3\.9 % over 8 runs/);
    expect(codes(repeated((s) => 100 - Math.floor((s - 2) / 7) / 2))).toEqual(["drifting degraded"]);
  });
  it("that only scatter are: of 100 such trains at most 5 are doubted", () => {
    const random = new Random(7);
    const doubted = Array.from({ length: 100 }, () => {
      const levels = executions.map(() => 100 + random.normal());
      return codes(repeated((s) => levels[Math.max(0, Math.floor((s - 2) / 7))] ?? 100));
    });
    expect(doubted.filter((found) => found.length > 0).length).toBeLessThanOrEqual(5);
  });
});
