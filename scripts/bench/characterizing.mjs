// What finding out about a sensor costs and how often it is right: the delay of a trace of a million samples, and a
// hundred seeds of each kind of sensor, every one with period, window and delay within their limits.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { median, row, scratch } from "./lib.mjs";

const MOST_S = 1;
const SAMPLES = 1_000_000;
const SEEDS = 100;
const MOST_WRONG = 5;

/** The rows of the bench: seconds a delay, the median of `rounds` processes; and of each kind the seeds that went wrong. */
export async function characterizing({ rounds = 5 } = {}) {
  const folder = scratch();
  const timed = await program(folder, "delay.mjs", delayOfMany);
  const told = await program(folder, "kinds.mjs", kindsTold);
  const ours = median(Array.from({ length: rounds }, () => Number(execFileSync("node", [timed]))));
  const kinds = JSON.parse(execFileSync("node", [told], { encoding: "utf8" }));
  const name = "characterizing: delay of 10^6 samples";
  return [
    row(name, { ours, reference: MOST_S, unit: "s (reference: the target)", ratio: ours / MOST_S, limit: 1 }),
    ...kinds.map(kindRow),
  ];
}

function kindRow({ name, right, called, delayMs, windowShare, periodShare }) {
  const worst = `worst delay ${delayMs.toFixed(2)} ms, window ${(windowShare * 100).toFixed(1)} %, period ${(periodShare * 100).toFixed(4)} %`;
  process.stderr.write(`  ${name}: ${JSON.stringify(called)}; ${worst}\n`);
  const ours = SEEDS - right;
  const figures = { ours, reference: MOST_WRONG, unit: `wrong of ${SEEDS} (reference: the target)` };
  return row(`characterizing: ${name}`, { ...figures, ratio: ours / MOST_WRONG, limit: 1 });
}

const delayOfMany = `
  import { estimateDelay } from "./src/characterize/delay.ts";
  import { emulateUpdates } from "./src/characterize/emulate.ts";
  import { maximumLengthSequence, patternLoad } from "./src/characterize/pattern.ts";
  import { Random } from "./src/core/random.ts";
  const load = patternLoad(maximumLengthSequence(8), { startS: 1, chipS: 0.2 });
  const span = { fromS: 0, toS: ${SAMPLES} * 5e-5, random: new Random(1), lowW: 80, highW: 250 };
  const trace = emulateUpdates({ periodS: 5e-5, windowS: 5e-5, delayS: 0.15, noiseW: 3 }, load, span);
  const from = process.hrtime.bigint();
  const { delayS } = estimateDelay(trace, load, { windowS: 5e-5 });
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  if (Math.abs(delayS - 0.15) > 1e-4) throw new Error("the delay was not found: " + delayS);
  console.log(seconds);`;

const kindsTold = `
  import { classifySensor } from "./src/characterize/classify.ts";
  import { recorded, sensors } from "./src/characterize/testing/sensors.ts";
  const worst = (values) => Math.max(0, ...values.map(Math.abs));
  const told = ([name, sensor]) => {
    const called = {};
    const good = [];
    for (let seed = 0; seed < ${SEEDS}; seed++) {
      const { load, polls, real } = recorded(sensor, seed);
      try {
        const found = classifySensor(polls, load);
        called[found.kind] = (called[found.kind] ?? 0) + 1;
        if (found.kind !== sensor.kind) continue;
        const [free, size] = sensor.lagS ? [found.lagS, sensor.lagS] : [found.windowS, sensor.windowS ?? 0];
        good.push({
          delay: found.delayS - real.delayS,
          window: size > 0 ? free / size - 1 : 0,
          period: found.periodS / real.periodS - 1,
        });
      } catch (thrown) {
        called[thrown.message] = (called[thrown.message] ?? 0) + 1;
      }
    }
    const right = good.filter(
      ({ delay, window, period }) => Math.abs(delay) < 2e-3 && Math.abs(window) < 0.1 && Math.abs(period) < 0.01,
    ).length;
    return {
      name, right, called,
      delayMs: worst(good.map(({ delay }) => delay)) * 1e3,
      windowShare: worst(good.map(({ window }) => window)),
      periodShare: worst(good.map(({ period }) => period)),
    };
  };
  console.log(JSON.stringify(Object.entries(sensors).map(told)));`;

/** A bundled program of these lines. */
async function program(folder, name, contents) {
  const outfile = join(folder, name);
  const stdin = { contents, resolveDir: process.cwd(), loader: "ts" };
  await build({ stdin, outfile, bundle: true, format: "esm", platform: "node", target: "node20.19" });
  return outfile;
}
