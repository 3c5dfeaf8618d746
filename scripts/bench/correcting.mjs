// How long samples take through a quadratic curve, sample by sample, beside a plain loop of the same formula.
import { alternate, median, modules, row } from "./lib.mjs";

const TICKS = 1e7;
const RAILS = 6;
const CHUNK = 4096;
const MOST_S = 0.5;
/** Of a loop that somebody would write by hand for one curve. */
const MOST_OVER_PLAIN = 1.5;
const curve = {
  schema: "joulemark/curve/v1",
  kind: "regulator",
  id: "bench",
  from: "regulator-output",
  to: "regulator-input",
  quality: "assumed",
  source: "this bench",
  conditions: { voutV: 1 },
  model: { form: "loss", aW: 0.6, bV: 0.045, cOhm: 9e-4, covariance: [0, 0, 0].map(() => [0, 0, 0]), uModelW: 0 },
};

/** The rows of the bench: power alone, and power with current and voltage; each copies its samples in first, as the pipeline does. */
export async function correcting({ rounds = 7 } = {}) {
  const { correctionOf } = await modules(["src/correct/compose.ts"]);
  return ["power", "voltage and current"].flatMap((columns) => {
    const samples = samplesOf(columns);
    const correction = correctionOf([curve], railOf(columns), { probe: "bench" });
    const plain = columns === "power" ? byPower : byCurrent;
    const { ours, reference } = alternate(
      rounds,
      () => seconds(() => everyChunk(samples, (chunk) => correction.apply(chunk))),
      () => seconds(() => everyChunk(samples, plain)),
    );
    const name = `correcting: 10^7 samples of 6 rails, ${columns}`;
    const [median1, median2] = [median(ours), median(reference)];
    return [
      rowOf(name, median1, { reference: MOST_S, unit: "s of CPU (reference: the target)", limit: 1 }),
      rowOf(`${name}, beside a plain loop`, median1, { reference: median2, unit: "s of CPU", limit: MOST_OVER_PLAIN }),
    ];
  });
}

const rowOf = (name, ours, { reference, unit, limit }) =>
  row(name, { ours, reference, unit, ratio: ours / reference, limit });

const railOf = (columns) => ({
  id: "VDD",
  point: "regulator-output",
  measures: "power",
  columns: (columns === "power" ? ["power"] : ["voltage", "current"]).map((quantity) => ({
    name: `VDD.${quantity}`,
    quantity,
    unit: "",
    scale: 1,
  })),
  period: 1e-3,
  window: { kind: "instantaneous" },
  uncertainty: [],
});

/** What a chunk is filled from, and the buffers that are used again. */
function samplesOf(columns) {
  const watts = Float64Array.from({ length: CHUNK }, (_, k) => 20 + 10 * Math.sin(k / 50));
  const buffers = { length: CHUNK, powerW: new Float64Array(CHUNK) };
  if (columns !== "power") Object.assign(buffers, { currentA: watts.slice(), voltageV: watts.map(() => 1) });
  return { watts, buffers };
}

function everyChunk({ watts, buffers }, correct) {
  for (let left = TICKS * RAILS; left > 0; left -= CHUNK) {
    buffers.powerW.set(watts);
    correct(buffers);
  }
}

function byPower({ length, powerW }) {
  const { aW, bV, cOhm } = curve.model;
  for (let i = 0; i < length; i++) powerW[i] = powerW[i] + aW + powerW[i] * (bV + cOhm * powerW[i]);
}

function byCurrent({ length, powerW, currentA }) {
  const { aW, bV, cOhm } = curve.model;
  for (let i = 0; i < length; i++) powerW[i] = powerW[i] + aW + currentA[i] * (bV + cOhm * currentA[i]);
}

/** Processor time: one thread computes, and others on the machine are none of its business. */
function seconds(act) {
  const from = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}
