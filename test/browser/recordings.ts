import type * as joulemark from "../../src/index.js";

/** The library as built. */
const library = (): Promise<typeof joulemark> => import(new URL("../../dist/index.js", import.meta.url).href);

const START = 1_000_000_000_000n;
const PERIOD = 1_000_000n;

/** What a recording is made of. */
export interface Made {
  readonly rails: number;
  readonly ticks: number;
  readonly windows?: number;
  /** Of rails, windows and the command. */
  readonly label?: string;
  /** Ticks without a value, of the first rail. */
  readonly gap?: readonly [from: number, to: number];
}

const railOf = (id: string): joulemark.Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: id, quantity: "power", unit: "W", scale: 1 }],
  period: 0.001,
  window: { kind: "instantaneous" },
  uncertainty: [{ id: "gain", kind: "gain", of: "power", distribution: "rectangular", size: 0.01, origin: "made" }],
});

/** Makes a recording in a folder that is not there yet: each rail a saw tooth of its own, with one peak of 77 W in the first. */
export async function makeRecording(
  folder: string,
  { rails, ticks, windows = 0, label = "", gap }: Made,
): Promise<void> {
  const { createRecording } = await library();
  const names = Array.from({ length: rails }, (_, k) => `R${k}${label}`);
  const writer = createRecording(folder, {
    schema: "joulemark/recording/v1",
    id: "20260101T000000-made",
    command: ["made", label],
    startedAt: "2026-01-01T00:00:00.000Z",
    start: START,
    host: { hostname: "made", kernel: "0", arch: "x64", cpu: "made", cpus: 1 },
    version: "0.0.0",
    probes: [{ name: "made", device: "made", rails: names.map(railOf), totals: [], settings: {} }],
    settings: {},
    findings: [],
  });
  const at = BigInt64Array.from({ length: ticks }, (_, k) => START + BigInt(k) * PERIOD);
  const peak = Math.floor(ticks / 3);
  const missing = (rail: number, k: number) => rail === 0 && gap !== undefined && k >= gap[0] && k < gap[1];
  const columns = names.map((_, rail) =>
    Float64Array.from({ length: ticks }, (__, k) => {
      if (missing(rail, k)) return Number.NaN;
      return rail === 0 && k === peak ? 77 : 5 + rail + (k % 100) / 100;
    }),
  );
  const gaps =
    gap === undefined
      ? []
      : [
          {
            probe: "made",
            columns: [names[0] ?? ""],
            from: START + BigInt(gap[0]) * PERIOD,
            to: START + BigInt(gap[1]) * PERIOD,
            reason: "ENODATA",
          },
        ];
  if (ticks > 0) writer.append({ probe: "made", at, columns, gaps });
  const end = START + BigInt(Math.max(1000, ticks)) * PERIOD;
  const each = (end - START) / BigInt(Math.max(1, windows));
  const marks = Array.from({ length: windows }, (_, k) => {
    const from = START + BigInt(k) * each;
    const mark = { name: `w${k}${label}`, within: 1e-6, source: "fd" } as const;
    return [
      { ...mark, kind: "begin", at: from },
      { ...mark, kind: "end", at: from + each },
    ] as const;
  }).flat();
  const execution = {
    index: 0,
    warmup: false,
    exit: { code: 0, signal: null },
    from: START,
    to: end,
    fromWithin: 1e-4,
    toWithin: 1e-4,
  };
  writer.event({ type: "execution", execution });
  writer.finish({
    end,
    executions: [execution],
    marks,
    findings: [],
    self: { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} },
  });
}
