import type { Samples } from "../../core/batch.js";
import type { Mark } from "../../core/mark.js";
import type { ErrorSource, Rail, Total } from "../../core/rail.js";
import type { Execution, Manifest } from "../../core/recording.js";
import type { Result } from "../../core/result.js";
import type { RecordingToSummarize } from "../summarize-recording.js";

const START = 5_000_000_000_000n;
/** The instant `s` seconds after the recording's start. */
export const ns = (s: number) => START + BigInt(Math.round(s * 1e9));
const PERIOD = 0.01;

const gain: ErrorSource = { id: "gain", kind: "gain", of: "power", distribution: "normal", size: 0.01, origin: "test" };
/** A power rail in watts with a gain error of 1 %. */
export const rail = (id: string, more: Partial<Rail> = {}): Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: `${id}.power`, quantity: "power", unit: "W", scale: 1 }],
  period: PERIOD,
  window: { kind: "instantaneous" },
  uncertainty: [gain],
  ...more,
});
/** An execution between two times in seconds after the start. */
export const execution = (index: number, from: number, to: number, more: Partial<Execution> = {}): Execution => ({
  index,
  warmup: false,
  exit: { code: 0, signal: null },
  from: ns(from),
  to: ns(to),
  fromWithin: 0.0001,
  toWithin: 0.0001,
  ...more,
});
/** A begin and an end, likewise. */
export const marks = (name: string, from: number, to: number, source: Mark["source"]): Mark[] => [
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
export function recording({
  manifest,
  watts,
  seconds = 60,
  ended = true,
  missedTicks = 0,
  ...given
}: Given): RecordingToSummarize {
  const { rails = [rail("GPU"), rail("CPU")], totals = [{ name: "module", parts: ["GPU", "CPU"], scope: "module" }] } =
    given;
  const { executions = [execution(0, 10.0005, 20.0005)], marks: marked = [] } = given;
  const self = { cpuS: 0.5, missedTicks, readMicros: null, latenessMicros: null, granted: {} };
  return {
    folder: null,
    marks: marked,
    executions,
    events: [],
    findings: [],
    ...(ended && { ending: { end: ns(seconds), executions, marks: marked, findings: [], self } }),
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
/** Codes and severities of a result's findings. */
export const codes = ({ quality }: Result) => quality.findings.map(({ code, severity }) => `${code} ${severity}`);
/** 40 W on the first rail, 20 W on the second. */
export const constant = (_: number, k: number) => [40, 20][k] ?? 0;
