// A synthetic recording, made as fast as the disk takes it: six rails of power at 1 kHz, one execution from end to end.

/** Rails of the synthetic instrument, one column each. */
export const RAILS = 6;
const BATCH_TICKS = 1000;
const PERIOD_NS = 1_000_000n;
const START = 1_000_000_000_000n;

/** The library as built. */
export const library = () => import(new URL("../../dist/index.js", import.meta.url).href);

/** Creates a recording of no ticks yet: its writer. */
export function createSynthetic({ createRecording }, folder) {
  const rails = Array.from({ length: RAILS }, (_, index) => railOf(`R${index}`));
  const totals = [{ name: "board", parts: rails.map(({ id }) => id), scope: "board" }];
  return createRecording(folder, {
    schema: "joulemark/recording/v1",
    id: "20260101T000000-synt",
    command: ["synthetic"],
    startedAt: "2026-01-01T00:00:00.000Z",
    start: START,
    host: { hostname: "synthetic", kernel: "0", arch: process.arch, cpu: "synthetic", cpus: 1 },
    version: "0.0.0",
    probes: [{ name: "synthetic", device: "synthetic", rails, totals, settings: {} }],
    settings: {},
    findings: [],
  });
}

/** Appends `ticks` ticks in batches of a second, as an instrument would give them. */
export function appendTicks(writer, ticks) {
  const at = new BigInt64Array(BATCH_TICKS);
  const columns = Array.from({ length: RAILS }, (_, rail) => waveform(rail));
  for (let from = 0; from < ticks; from += BATCH_TICKS) {
    const length = Math.min(BATCH_TICKS, ticks - from);
    const first = START + BigInt(from) * PERIOD_NS;
    for (let tick = 0; tick < length; tick++) at[tick] = first + BigInt(tick) * PERIOD_NS;
    const cut = (array) => (length === BATCH_TICKS ? array : array.subarray(0, length));
    writer.append({ probe: "synthetic", at: cut(at), columns: columns.map(cut), gaps: [] });
  }
}

/** Ends the recording of `ticks` ticks; the execution spans them all. */
export function finishSynthetic(writer, ticks) {
  const end = START + BigInt(ticks - 1) * PERIOD_NS;
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
    marks: [],
    findings: [],
    self: { cpuS: 0, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} },
  });
}

/** A whole recording in `folder`, which must not hold one yet. */
export async function makeRecording(folder, ticks) {
  const writer = createSynthetic(await library(), folder);
  appendTicks(writer, ticks);
  finishSynthetic(writer, ticks);
  if (writer.failure !== undefined) throw writer.failure;
}

function railOf(id) {
  return {
    id,
    point: "regulator-input",
    measures: "power",
    columns: [{ name: id, quantity: "power", unit: "W", scale: 1 }],
    period: Number(PERIOD_NS) / 1e9,
    window: { kind: "instantaneous" },
    uncertainty: [
      { id: "gain", kind: "gain", of: "power", distribution: "rectangular", size: 0.01, origin: "synthetic" },
      {
        id: "resolution",
        kind: "resolution",
        of: "power",
        distribution: "rectangular",
        size: 0.01,
        origin: "synthetic",
      },
    ],
  };
}

/** A second of 5 W with a 10 Hz ripple and noise of a fixed seed. */
function waveform(rail) {
  let seed = rail + 1;
  return Float64Array.from({ length: BATCH_TICKS }, (_, tick) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return 5 + Math.sin((2 * Math.PI * tick) / 100) + seed / 2 ** 33;
  });
}
