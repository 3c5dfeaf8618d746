import { describe, expect, it } from "vitest";
import type { Samples } from "../core/batch.js";
import type { Mark } from "../core/mark.js";
import type { ErrorSource, Rail, Total } from "../core/rail.js";
import type { Execution, Manifest } from "../core/recording.js";
import type { Result } from "../core/result.js";
import { resultSchema } from "../core/result-schema.js";
import { summarize } from "./summarize.js";
import type { RecordingToSummarize } from "./summarize-recording.js";

const START = 5_000_000_000_000n;
const ns = (s: number) => START + BigInt(Math.round(s * 1e9));
const PERIOD = 0.01;

const gain: ErrorSource = { id: "gain", kind: "gain", of: "power", distribution: "normal", size: 0.01, origin: "test" };
const rail = (id: string, more: Partial<Rail> = {}): Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: `${id}.power`, quantity: "power", unit: "W", scale: 1 }],
  period: PERIOD,
  window: { kind: "instantaneous" },
  uncertainty: [gain],
  ...more,
});
const execution = (index: number, from: number, to: number, more: Partial<Execution> = {}): Execution => ({
  index,
  warmup: false,
  exit: { code: 0, signal: null },
  from: ns(from),
  to: ns(to),
  fromWithin: 0.0001,
  toWithin: 0.0001,
  ...more,
});
const marks = (name: string, from: number, to: number, source: Mark["source"]): Mark[] => [
  { kind: "begin", name, at: ns(from), within: 0, source },
  { kind: "end", name, at: ns(to), within: 0, source },
];

interface Given extends Partial<Omit<RecordingToSummarize, "manifest" | "samples">> {
  readonly manifest?: Partial<Manifest>;
  readonly rails?: readonly Rail[];
  readonly totals?: readonly Total[];
  readonly seconds?: number;
  readonly missedTicks?: number;
  readonly ended?: boolean;
  /** Watts of the rail of that number at a time in seconds. */
  watts(s: number, k: number): number;
}

/** A recording of one probe, sampled every 10 ms, that never was on a disk. */
function recording({
  manifest,
  watts,
  seconds = 60,
  ended = true,
  missedTicks = 0,
  ...given
}: Given): RecordingToSummarize {
  const { rails = [rail("GPU"), rail("CPU")], totals = [{ name: "module", parts: ["GPU", "CPU"], scope: "module" }] } =
    given;
  const { executions = [execution(0, 10.0005, 20.0005)], marks: given_marks = [] } = given;
  const self = { cpuS: 0.5, missedTicks, readMicros: null, latenessMicros: null, granted: {} };
  return {
    folder: null,
    marks: given_marks,
    executions,
    events: [],
    findings: [],
    ...(ended && { ending: { end: ns(seconds), executions, marks: given_marks, findings: [], self } }),
    ...given,
    manifest: {
      schema: "joulemark/recording/v1",
      id: "20261123T101530-abc4",
      command: ["work"],
      startedAt: "2026-11-23T10:15:30.000Z",
      start: START,
      host: { hostname: "h", kernel: "k", arch: "a", cpu: "c", cpus: 2 },
      version: "0",
      probes: [{ name: "meter", device: "board", rails, totals, settings: {} }],
      settings: {},
      findings: [],
      ...manifest,
    },
    samples: function* (): Iterable<Samples> {
      const count = Math.floor(seconds / PERIOD);
      for (let from = 0; from < count; from += 100) {
        const at = Float64Array.from({ length: Math.min(100, count - from) }, (_, i) => (from + i) * PERIOD * 1e9);
        yield { length: at.length, at, columns: rails.map((_, k) => at.map((t) => watts(t / 1e9, k))) };
      }
    },
  };
}
const codes = ({ quality }: Result) => quality.findings.map(({ code, severity }) => `${code} ${severity}`);
const constant = (_: number, k: number) => [40, 20][k] ?? 0;

describe("summarize", () => {
  it("gives energy and mean power of rails and totals, valid by the schema", () => {
    const result = summarize(recording({ watts: constant }));
    expect(resultSchema.parse(result)).toEqual(result);
    const [window] = result.windows;
    expect(window).toMatchObject({ name: "command", source: "command", fromNs: String(ns(10.0005)), durationS: 10 });
    expect(window?.rails.map(({ rail, energyJ }) => [rail, energyJ?.value])).toEqual([
      ["GPU", expect.closeTo(400, 9)],
      ["CPU", expect.closeTo(200, 9)],
    ]);
    expect(window?.totals[0]?.energyJ?.value).toBeCloseTo(600, 9);
    expect(window?.totals[0]?.meanPowerW?.u).toBeCloseTo(Math.hypot(0.4, 0.2), 3);
    expect(window?.rails[0]?.budget[0]).toEqual({ source: "meter/GPU/gain", u: expect.closeTo(4, 9) });
    expect(result.quality).toEqual({ verdict: "good", findings: [] });
    expect(result).not.toHaveProperty("runs");
  });

  it("puts the command first, then marks in the order of their begin, then phases", () => {
    const list = [
      ...marks("idle-before", 1, 9, "phase"),
      ...marks("late", 15, 19, "fd"),
      ...marks("early", 11, 18, "fd"),
      ...marks("idle-after", 21, 29, "phase"),
    ];
    const { windows } = summarize(recording({ watts: constant, marks: list }));
    expect(windows.map(({ name }) => name)).toEqual(["command", "early", "late", "idle-before", "idle-after"]);
    expect(windows[1]?.totals[0]?.energyJ?.value).toBeCloseTo(7 * 60, 9);
    expect(windows[1]).not.toHaveProperty("work");
  });
});

describe("work", () => {
  const work = { count: 1200, unit: "img" };
  it("is N/E for each total: the relative uncertainty is that of the energy", () => {
    const [window] = summarize(recording({ watts: constant, manifest: { work } })).windows;
    const [efficiency] = window?.work?.efficiency ?? [];
    expect(efficiency).toMatchObject({ of: "module", value: expect.closeTo(2, 9), unit: "img/s/W", estimate: false });
    const energy = window?.totals[0]?.energyJ;
    expect((efficiency?.u ?? 0) / 2).toBeCloseTo((energy?.u ?? 1) / 600, 12);
    expect(window?.work?.rate.value).toBeCloseTo(120, 9);
    expect(window?.work?.rate.u).toBeCloseTo((120 * Math.SQRT2 * 0.0001) / Math.sqrt(3) / 10, 9);
  });
  it("is given for outermost rails where no total is declared, and prefers the count of the output", () => {
    const rails = [rail("IN"), rail("GPU", { partOf: "IN" })];
    const executions = [execution(0, 10.0005, 20.0005, { work: 800 })];
    const [window] = summarize(
      recording({ watts: constant, rails, totals: [], executions, manifest: { work } }),
    ).windows;
    expect(window?.work?.efficiency.map(({ of, value }) => [of, value])).toEqual([["IN", expect.closeTo(2, 9)]]);
  });
  it("is never divided by an energy that is not known", () => {
    const dead = (s: number, k: number) => (s > 12 ? Number.NaN : constant(s, k));
    const [window] = summarize(recording({ watts: dead, manifest: { work } })).windows;
    expect(window?.work?.efficiency).toEqual([]);
    expect(window?.work?.rate.value).toBeCloseTo(120, 9);
  });
});

describe("idle baselines", () => {
  const watts = (s: number, k: number) => (k === 0 ? (s < 10 ? 10 : s < 20.0005 ? 40 : 12) : 5);
  const idles = [...marks("idle-before", 1, 9, "phase"), ...marks("idle-after", 21, 29, "phase")];
  it("give the energy above idle, with half their difference as a source", () => {
    const [window] = summarize(recording({ watts, marks: idles })).windows;
    const [dynamic] = window?.dynamic ?? [];
    expect(dynamic?.idlePowerW.value).toBeCloseTo(16, 9);
    expect(dynamic?.dynamicEnergyJ.value).toBeCloseTo(450 - 160, 9);
    expect(dynamic?.idleShare).toBeCloseTo(160 / 450, 9);
    const gains = Math.hypot(0.01 * (400 - 110), 0.01 * (50 - 50));
    expect(dynamic?.dynamicEnergyJ.u).toBeCloseTo(Math.hypot(gains, 10), 1);
  });
  it("warn when only one side is there: the drift is not known", () => {
    const result = summarize(recording({ watts, marks: idles.slice(0, 2) }));
    expect(result.windows[0]?.dynamic?.[0]?.idlePowerW.value).toBeCloseTo(15, 9);
    expect(codes(result)).toEqual(["idle-one-sided degraded"]);
  });
  it("are not made up where there are none", () => {
    expect(summarize(recording({ watts })).windows[0]).not.toHaveProperty("dynamic");
  });
});

describe("repeats", () => {
  const executions = [
    execution(0, 1.0005, 3.0005, { warmup: true }),
    execution(1, 10.0005, 20.0005),
    execution(2, 25.0005, 35.0005),
    execution(3, 40.0005, 50.0005),
  ];
  const watts = (s: number, k: number) => (k === 1 ? 20 : s < 4 ? 500 : s < 22 ? 40 : s < 37 ? 41 : 42);
  const result = summarize(recording({ watts, executions, manifest: { work: { count: 1230, unit: "img" } } }));
  const statistic = (what: string) => result.statistics?.find((one) => one.what === what);

  it("leave warm-ups out and give every run", () => {
    expect(result.runs?.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(result.runs?.map(({ windows }) => windows[0]?.totals[0]?.energyJ?.value)).toEqual(
      [600, 610, 620].map((energy) => expect.closeTo(energy, 6)),
    );
    expect(result.windows).toEqual(result.runs?.[0]?.windows);
  });
  it("combine Student's t on run means with the gain that the runs share", () => {
    const energy = statistic("energyJ");
    expect(energy).toMatchObject({ of: "module", runs: 3, mean: expect.closeTo(610, 6), sd: expect.closeTo(10, 6) });
    const typeA = 10 / Math.sqrt(3);
    const typeB = Math.hypot(4.1, 2);
    expect(energy?.u).toBeCloseTo(Math.hypot(typeA, typeB), 3);
    expect((energy?.U95 ?? 0) / (energy?.u ?? 1)).toBeGreaterThan(2.2);
  });
  it("take efficiency run by run and average it", () => {
    const mean = (1230 / 600 + 1230 / 610 + 1230 / 620) / 3;
    expect(statistic("efficiency")?.mean).toBeCloseTo(mean, 9);
    expect(statistic("durationS")).toMatchObject({ of: "command", mean: expect.closeTo(10, 9) });
    expect(statistic("rate")?.mean).toBeCloseTo(123, 9);
  });
  it("report warm-ups, and say so, when the run never came to more", () => {
    const only = summarize(recording({ watts, executions: executions.slice(0, 1) }));
    expect(only.windows[0]?.totals[0]?.meanPowerW?.value).toBeCloseTo(520, 6);
    expect(codes(only)).toEqual(["warmups-only degraded"]);
  });
});

describe("what a reader has to know", () => {
  it("a command that failed and missed ticks are notes", () => {
    const executions = [execution(0, 10, 20, { exit: { code: 7, signal: null } })];
    const result = summarize(recording({ watts: constant, executions, missedTicks: 3 }));
    expect(codes(result)).toEqual(["command-failed note", "missed-ticks note"]);
    expect(result.quality.verdict).toBe("good");
    expect(result.run.exit).toEqual({ code: 7, signal: null });
  });
  it("a sensor that dies leaves bounds, nulls and a degraded result", () => {
    const dead = (s: number, k: number) => (k === 0 && s > 15 ? Number.NaN : constant(s, k));
    const result = summarize(recording({ watts: dead }));
    const [window] = result.windows;
    expect(window?.rails[0]).toMatchObject({ energyJ: null, meanPowerW: null, flags: ["coverage-low"] });
    expect(window?.rails[0]?.energyIntervalJ?.low).toBeLessThanOrEqual(400);
    expect(window?.totals[0]?.energyJ).toBeNull();
    expect(window?.totals[0]?.energyIntervalJ?.high).toBeGreaterThanOrEqual(600);
    expect(result.quality.verdict).toBe("degraded");
  });
  it("a sensor that never gave a sample leaves nothing, and is invalid", () => {
    const result = summarize(recording({ watts: () => Number.NaN }));
    expect(result.windows[0]?.totals[0]).toMatchObject({ energyJ: null, coverage: 0 });
    expect(result.quality.verdict).toBe("invalid");
    expect(resultSchema.parse(result)).toEqual(result);
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

describe("points", () => {
  it("of a total must be one: the error names both", () => {
    const rails = [rail("GPU"), rail("CPU", { point: "die-model" })];
    expect(() => summarize(recording({ watts: constant, rails }))).toThrow(
      /GPU is measured at regulator-input and CPU at die-model/,
    );
  });
  it("mark an estimate in every number that comes of it", () => {
    const rails = [rail("model", { point: "estimate" })];
    const totals = [{ name: "all", parts: ["model"], scope: "cpu" }];
    const [window] = summarize(
      recording({ watts: constant, rails, totals, manifest: { work: { count: 1, unit: "x" } } }),
    ).windows;
    expect(window?.rails[0]?.estimate).toBe(true);
    expect(window?.totals[0]?.estimate).toBe(true);
    expect(window?.work?.efficiency[0]?.estimate).toBe(true);
  });
  it("follow the correction", () => {
    const correctionOf = (_: string, { point }: Rail) => ({
      curve: "bench",
      from: point,
      to: "wall" as const,
      apply: (watts: Float64Array, length: number) => {
        for (let i = 0; i < length; i++) watts[i] = (watts[i] ?? Number.NaN) * 2;
      },
      sources: () => [],
    });
    const [window] = summarize(recording({ watts: constant }), { correctionOf }).windows;
    expect(window?.totals[0]).toMatchObject({ point: "wall", energyJ: { value: expect.closeTo(1200, 6) } });
    expect(window?.rails[0]?.correction).toEqual({ curve: "bench", from: "regulator-input", to: "wall" });
  });
});
