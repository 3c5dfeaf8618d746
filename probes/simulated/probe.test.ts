import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Host, OpenRequest } from "../../src/core/probe.js";
import { collect, collectFor, column, instants } from "../../test/contract/collect.js";
import { inlinePoll } from "../../test/contract/inline-poll.js";
import { ManualClock, settled } from "../../test/contract/manual-clock.js";
import simulated from "./probe.js";
import { energyOf } from "./waveform.js";

async function open(settings: unknown = {}, request: OpenRequest = {}) {
  const clock = new ManualClock();
  const host: Host = { root: "/nowhere", clock, poll: inlinePoll({ root: "/nowhere", clock }) };
  return { clock, probe: await simulated.open(simulated.settings.parse(settings), host, request) };
}

async function sample(settings: unknown, span: number) {
  const { clock, probe } = await open(settings);
  const start = clock.now();
  return { start, probe, batches: await collectFor(probe, clock, span) };
}

describe("the grid", () => {
  it("gives the first tick at once, before the clock has moved", async () => {
    const { clock, probe } = await open();
    const start = clock.now();
    const { batches, abort, ended } = collect(probe);
    await settled();
    expect(instants(batches)).toEqual([start]);
    abort();
    await ended;
  });

  it("has every tick up to the abort, at exact instants, in about ten batches a second", async () => {
    const { start, batches } = await sample({ periodMs: 0.3 }, 1.00004);
    const expected = Array.from({ length: 3334 }, (_, tick) => start + BigInt(tick) * 300_000n);
    expect(instants(batches)).toEqual(expected);
    expect(batches.length).toBeGreaterThanOrEqual(10);
    expect(batches.length).toBeLessThanOrEqual(13);
  });

  it("does not drift when the period is no whole number of nanoseconds", async () => {
    const { clock, probe } = await open({}, { rate: 3 });
    const start = clock.now();
    const batches = await collectFor(probe, clock, 10);
    expect(instants(batches).at(-1)).toBe(start + 10_000_000_000n);
    expect(instants(batches)).toHaveLength(31);
  });

  it("catches up after a stall without losing a tick", async () => {
    const { clock, probe } = await open({ periodMs: 1 });
    const { batches, abort, ended } = collect(probe);
    await settled();
    clock.stall(200);
    abort();
    await ended;
    expect(instants(batches)).toHaveLength(200_001);
    expect(Math.max(...batches.map((batch) => batch.at.length))).toBeLessThanOrEqual(65536);
  });

  it("follows --rate unless its own period is set, and says so", async () => {
    expect((await open({}, { rate: 1000 })).probe.rails[0]?.period).toBeCloseTo(0.001);
    const { probe } = await open({ periodMs: 20 }, { rate: 1000 });
    expect(probe.rails[0]?.period).toBe(0.02);
    expect(probe.findings.map(({ code }) => code)).toContain("slow-instrument");
  });
});

describe("values", () => {
  it("follow the waveform from the start of sampling, shifted by the phase", async () => {
    const { batches } = await sample(
      { waveform: { type: "ramp", beforeW: 0, afterW: 10, toS: 1 }, phaseS: 0.2, periodMs: 100 },
      0.5,
    );
    expect(column(batches, 0).map((power) => power.toFixed(6))).toEqual(
      [2, 3, 4, 5, 6, 7].map((power) => power.toFixed(6)),
    );
  });

  it("are scaled for each rail", async () => {
    const { batches } = await sample({ rails: [{ id: "A" }, { id: "B", scale: 0.25 }] }, 0.1);
    expect(column(batches, 1).every((power, i) => power === 0.25 * (column(batches, 0)[i] ?? 0))).toBe(true);
  });

  it("are a voltage and a current whose product is the power, stepped in the current", async () => {
    const { probe, batches } = await sample({ voltageV: 5, resolution: 0.3 }, 0.1);
    expect(probe.rails[0]?.columns.map(({ unit }) => unit)).toEqual(["V", "A"]);
    expect(column(batches, 0)[3]).toBe(5);
    expect(column(batches, 1)[3]).toBeCloseTo(2.1, 12);
  });

  it("of a counter are the energy since the start, wrapped at its range", async () => {
    const settings = { kind: "energy-counter", counterRangeJ: 16, counterStartJ: 15, periodMs: 50, phaseS: 0.3 };
    const waveform = { type: "sine", meanW: 10, amplitudeW: 5, periodS: 0.7 } as const;
    const { batches } = await sample({ ...settings, waveform }, 1);
    const counts = column(batches, 0);
    expect(counts[20]).toBeCloseTo((15 + energyOf(waveform, 0.3, 1.3)) % 16, 9);
    expect(counts.filter((count, i) => count < (counts[i - 1] ?? 0))).toHaveLength(1);
  });

  it("have the same noise for the same seed, however batches are cut", async () => {
    const noisy = { noiseSdW: 2, seed: 9, periodMs: 5 };
    const first = column((await sample(noisy, 1)).batches, 0);
    const { clock, probe } = await open(noisy);
    const { batches, abort, ended } = collect(probe);
    await settled();
    clock.stall(1);
    abort();
    await ended;
    expect(column(batches, 0)).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(100);
  });

  it("are NaN in a gap, and the gap is named with its ends", async () => {
    const { start, batches } = await sample({ periodMs: 10, gaps: [{ fromS: 0.05, toS: 0.08 }] }, 0.2);
    const missing = column(batches, 0).flatMap((power, i) => (Number.isNaN(power) ? [i] : []));
    expect(missing).toEqual([5, 6, 7]);
    expect(batches.flatMap(({ gaps }) => gaps)).toEqual([
      { probe: "simulated", from: start + 50_000_000n, to: start + 70_000_000n, reason: "simulated-gap" },
    ]);
  });

  it("are stamped by a clock that is ahead and runs fast", async () => {
    const { start, batches } = await sample({ periodMs: 500, skewPpm: 100, offsetS: 2 }, 1);
    expect(instants(batches).map((at) => at - start)).toEqual([2_000_000_000n, 2_500_050_000n, 3_000_100_000n]);
  });

  it("come from a trace file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "trace-")), "t.csv");
    writeFileSync(file, "time_s,power_w\n0,10\n1,20\n");
    const { batches } = await sample({ waveform: { type: "trace", file }, periodMs: 500 }, 2);
    expect(column(batches, 0)).toEqual([10, 15, 20, 20, 20]);
  });
});

describe("a regulator", () => {
  const regulator = { aW: 0.6, bV: 0.045, cOhm: 9e-4, outputV: 1.2 };
  const stairs = { type: "stairs", levelsW: [6, 60, 24], dwellS: 0.5 };

  it("has a rail on each side, and takes in what its loss says", async () => {
    const { probe, batches } = await sample({ regulator, waveform: stairs, periodMs: 100 }, 1.6);
    expect(probe.rails.map(({ id, point }) => [id, point])).toEqual([
      ["post", "regulator-output"],
      ["pre", "regulator-input"],
    ]);
    const [volts = [], amperes = [], watts = []] = [0, 1, 2].map((index) => column(batches, index));
    expect(amperes.map((each, i) => each * (volts[i] ?? 0)).map(Math.round)).toEqual([
      ...[6, 6, 6, 6, 6, 60, 60, 60, 60, 60, 24, 24, 24, 24, 24, 6, 6],
    ]);
    for (const [i, current] of amperes.entries())
      expect(watts[i]).toBeCloseTo(0.6 + (1.2 + 0.045) * current + 9e-4 * current ** 2, 9);
  });

  it("shows its input later by its lag, with noise of its own, and gaps in both", async () => {
    const settings = { regulator: { ...regulator, lagS: 0.2 }, waveform: stairs, periodMs: 10, noiseSdW: 0.1 };
    const { batches } = await sample({ ...settings, gaps: [{ fromS: 1, toS: 1.2 }] }, 1.4);
    const [amperes = [], watts = []] = [1, 2].map((index) => column(batches, index));
    const rise = (values: readonly number[], above: number) => values.findIndex((value, i) => i >= 25 && value > above);
    expect(rise(watts, 40) - rise(amperes, 30)).toBe(20);
    expect(amperes.flatMap((value, i) => (Number.isNaN(value) ? [i] : []))).toHaveLength(20);
    expect(watts.slice(100, 120).every(Number.isNaN)).toBe(true);
    const noise = (values: readonly number[], truth: number) => values.slice(70, 99).map((value) => value - truth);
    const input = noise(watts, 0.6 + 1.245 * 50 + 9e-4 * 2500);
    expect(noise(amperes, 50).map((each) => each * 1.2)).not.toEqual(input);
    expect(Math.hypot(...input) / Math.sqrt(29)).toBeCloseTo(0.1, 1);
  });
});

describe("a dial", () => {
  it("is the last number that was written, whatever else stands there meanwhile", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "dial-")), "watts");
    const { clock, probe } = await open({ waveform: { type: "dial", file, mostW: 100 }, periodMs: 100 });
    const { batches, abort, ended } = collect(probe);
    for (const text of [undefined, "5\n", "", "50", "1e400", "-3", "101", "12.5"]) {
      if (text !== undefined) writeFileSync(file, text);
      await clock.advance(0.3);
    }
    abort();
    await ended;
    const seen = column(batches, 0).filter((power, i, all) => power !== all[i - 1]);
    expect(seen).toEqual([0, 5, 50, 12.5]);
  });
});

describe("failure", () => {
  it("gives every tick before the death, then PROBE_DIED", async () => {
    const { clock, probe } = await open({ dieAfterS: 0.25, periodMs: 10 });
    const { batches, ended } = collect(probe);
    await clock.advance(1);
    await expect(ended).rejects.toMatchObject({ code: "PROBE_DIED", remedy: expect.any(String) });
    expect(instants(batches)).toHaveLength(25);
  });

  it.each([
    [{ rails: [{ id: "A" }, { id: "A" }] }, "one name"],
    [{ rails: [{ id: "A", partOf: "B" }] }, "part of B"],
    [{ rails: [{ id: "A", partOf: "A" }] }, "part of itself"],
    [{ totals: [{ name: "all", parts: ["B"] }] }, "names B"],
    [{ rails: [{ id: "A" }, { id: "B", point: "wall" }], totals: [{ name: "all", parts: ["A", "B"] }] }, "points"],
    [{ rails: [{ id: "A" }, { id: "B", partOf: "A" }], totals: [{ name: "all", parts: ["A", "B"] }] }, "its own part"],
  ])("refuses rails that do not fit together: %j", async (settings, words) => {
    await expect(open(settings)).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining(words) });
  });

  it.each([
    { waveform: { type: "ramp", beforeW: 0, afterW: 1, fromS: 2, toS: 1 } },
    { waveform: { type: "sine", meanW: 1, amplitudeW: 2, periodS: 1 } },
    { waveform: { type: "triangle" } },
    { waveform: { type: "stairs", levelsW: [], dwellS: 1 } },
    { waveform: { type: "stairs", levelsW: [1], dwellS: 0 } },
    { regulator: { aW: -1 } },
    { regulator: { outputV: 0 } },
    { regulator: {}, voltageV: 5 },
    { regulator: {}, kind: "energy-counter" },
    { regulator: {}, rails: [{ id: "A" }] },
    { regulator: {}, resolution: 0.1 },
    { kind: "energy-counter", noiseSdW: 1 },
    { counterRangeJ: 10 },
    { periodMs: 0 },
    { periodMs: Number.NaN },
    { rails: [] },
    { gaps: [{ fromS: 2, toS: 1 }] },
    { waveforms: "constant" },
  ])("refuses the settings %j", (settings) => expect(simulated.settings.safeParse(settings).success).toBe(false));
});
