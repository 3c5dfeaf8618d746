// What a matrix takes beyond the time that it measures and was asked to wait: `bench quick.yaml` by the wall clock.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CLI, cost, median, row, scratch } from "./lib.mjs";

const RUNNER = resolve("runner/build/joulemark-runner");

/** One whole matrix: seconds in all, and those that its runs were asked to take. */
function quick() {
  const folder = scratch();
  const [out, file] = [join(folder, "out"), join(folder, "matrix.json")];
  const { wall } = cost(CLI, ["bench", "quick.yaml", "--quiet", "--out", out, "--json", file]);
  const { ids, cells } = JSON.parse(readFileSync(file, "utf8"));
  const header = JSON.parse(readFileSync(join(out, ids[0], "bench.json"), "utf8"));
  const asked = cells
    .filter(({ state }) => state === "measured")
    .reduce((sum, { id, runs }) => sum + runs * header.cells.find((cell) => cell.id === id).seconds, 0);
  // there is no pause before the first run
  const pause = Number(/cooldownS: ([\d.]+)/.exec(readFileSync("runner/plans/quick.yaml", "utf8"))[1]);
  return { wall, asked: asked - pause };
}

export async function matrix({ rounds = 1 } = {}) {
  if (!existsSync(RUNNER)) {
    process.stderr.write("bench: matrix skipped: the runner is not built (npm run build:runner)\n");
    return [];
  }
  const runs = Array.from({ length: rounds }, quick);
  const share = median(runs.map(({ wall, asked }) => wall / asked - 1));
  return [
    row("matrix: bench quick.yaml beyond its own time", {
      ours: median(runs.map(({ wall }) => wall)),
      reference: median(runs.map(({ asked }) => asked)),
      unit: "s (reference: measured and asked for)",
      ratio: share,
      limit: 0.1,
    }),
  ];
}
