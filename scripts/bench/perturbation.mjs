// How much a load on every processor is slowed by being measured: rounds of work done in a fixed time, with and without.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { alternate, CLI, compile, cost, median, row, scratch, sixFiles } from "./lib.mjs";

const SECONDS = 5;

export async function perturbation({ rounds = 12 } = {}) {
  const folder = scratch(true);
  const [spin, timing] = ["spin", "timing"].map((name) => compile(name, folder));
  const { root, files } = sixFiles(folder);
  const bare = () => Number(cost(spin, ["2", String(SECONDS)]).stdout);
  const measured = (rate) => () => {
    const options = ["-q", "--out", join(folder, "out"), "--sysroot", root, "--probe", "hwmon", "--rate", String(rate)];
    return Number(cost(CLI, ["run", ...options, "--", spin, "2", String(SECONDS)]).stdout);
  };
  const besideLoop = (rate) => () => {
    const loop = spawn(timing, [String(rate), String(10 * SECONDS), ...files], { stdio: "ignore" });
    const done = bare();
    loop.kill();
    return done;
  };
  const compare = (name, side, limit) => {
    const { ours, reference } = alternate(rounds, side, bare);
    const ratio = median(ours.map((done, index) => reference[index] / done));
    const unit = `rounds in ${SECONDS} s`;
    return row(name, { ours: median(ours), reference: median(reference), unit, ratio, limit });
  };
  return [
    compare("slowing of a 2-thread load measured at 100 Hz", measured(100), 1.005),
    compare("slowing of a 2-thread load measured at 1000 Hz", measured(1000), 1.02),
    // What this computer takes for waking up alone: nothing that samples can be below it.
    compare("for comparison: the same files read at 1000 Hz by a C loop", besideLoop(1000), 1.02),
  ];
}
