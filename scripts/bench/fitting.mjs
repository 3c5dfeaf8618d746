// How long the fit of a live calibration takes: a hundred thousand paired points, errors in both, models compared by
// cross-validation. A user runs it once: the bundle is loaded before, the code is as cold as it comes.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";
import { median, row, scratch } from "./lib.mjs";

const MOST_S = 1;
const POINTS = 100_000;
const LOAD_STEPS = 40;

/** The rows of the bench: seconds a fit, the median of `rounds` processes; steps of many points, and each point its own. */
export async function fitting({ rounds = 5 } = {}) {
  const program = await timedFit(scratch());
  return [
    ["fitting: 10^5 points, left out by load step", LOAD_STEPS],
    ["fitting: 10^5 points, left out one by one", POINTS],
  ].map(([name, steps]) => {
    const ours = median(Array.from({ length: rounds }, () => Number(execFileSync("node", [program, String(steps)]))));
    return row(name, { ours, reference: MOST_S, unit: "s (reference: the target)", ratio: ours / MOST_S, limit: 1 });
  });
}

/** A program that fits simulated points in as many steps as it is told, and prints the seconds that took. */
async function timedFit(folder) {
  const outfile = join(folder, "fit.mjs");
  const contents = `
    import { fitRegulator } from "./calibration/fit/regulator.ts";
    import { even, simulated } from "./calibration/fit/testing/simulate.ts";
    import { Random } from "./src/core/random.ts";
    const steps = Number(process.argv[2]);
    const step = Int32Array.from({ length: ${POINTS} }, (_, i) => Math.floor((i * steps) / ${POINTS}));
    const points = { ...simulated(even(1, 80, ${POINTS}), { random: new Random(1) }), step };
    const from = process.hrtime.bigint();
    const { accepted, fit } = fitRegulator(points);
    const seconds = Number(process.hrtime.bigint() - from) / 1e9;
    if (!accepted || fit.tried.length !== 3) throw new Error("the points were not fitted with all models");
    console.log(seconds);`;
  const stdin = { contents, resolveDir: process.cwd(), loader: "ts" };
  await build({ stdin, outfile, bundle: true, format: "esm", platform: "node", target: "node20.19" });
  return outfile;
}
