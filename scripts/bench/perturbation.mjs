// How much a load on every processor is slowed by being measured: rounds of work done in a fixed time, with and without.
import { join } from "node:path";
import { alternate, CLI, compile, cost, median, row, scratch, sixFiles } from "./lib.mjs";

const SECONDS = 2;

export async function perturbation({ rounds = 12 } = {}) {
  const folder = scratch(true);
  const spin = compile("spin", folder);
  const { root } = sixFiles(folder);
  const load = [spin, "2", String(SECONDS)];
  const rows = [];
  for (const [rate, limit] of [
    [100, 1.005],
    [1000, 1.02],
  ]) {
    const measured = [
      "run",
      "-q",
      "--out",
      join(folder, "out"),
      "--sysroot",
      root,
      "--probe",
      "hwmon",
      "--rate",
      String(rate),
    ];
    const results = alternate(
      rounds,
      () => Number(cost(CLI, [...measured, "--", ...load]).stdout),
      () => Number(cost(load[0], load.slice(1)).stdout),
    );
    const ratio = median(results.ours.map((done, index) => results.reference[index] / done));
    rows.push(
      row(`slowing of a 2-thread load measured at ${rate} Hz`, {
        ours: median(results.ours),
        reference: median(results.reference),
        unit: `rounds in ${SECONDS} s`,
        ratio,
        limit,
      }),
    );
  }
  return rows;
}
