// Six files at 1 kHz: CPU and lateness against a C loop, with the computer idle and with every processor busy.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { alternate, CLI, compile, cost, median, row, scratch, sixFiles } from "./lib.mjs";

// The first seconds also pay for compiling what then runs for hours.
const LONG_S = 10;
const SHORT_S = 3;

export async function sampling({ rounds = 5 } = {}) {
  const folder = scratch(true);
  const timing = compile("timing", folder);
  const spin = compile("spin", folder);
  const { root, files } = sixFiles(folder);
  const json = join(folder, "result.json");

  const sample = (seconds) => {
    const args = ["run", "-q", "--out", join(folder, "out"), "--sysroot", root, "--probe", "hwmon", "--rate", "1000"];
    cost(CLI, [...args, "--json", json, "--", "sleep", String(seconds)]);
    const { self } = JSON.parse(readFileSync(json, "utf8"));
    return { cpu: self.cpuS, p99: self.latenessMicros.p99 };
  };
  // Start-up costs the same whatever the length: the difference of two lengths is what sampling itself costs.
  const ours = () => {
    const long = sample(LONG_S);
    return { p99: long.p99, cpu: (long.cpu - sample(SHORT_S).cpu) / (LONG_S - SHORT_S) };
  };
  const reference = () => {
    const [, p99, cpu] = cost(timing, ["1000", String(LONG_S), ...files])
      .stdout.split(" ")
      .map(Number);
    return { p99, cpu: cpu / LONG_S };
  };

  const rows = [];
  for (const busy of [false, true]) {
    const load = busy ? spawn(spin, [String(availableParallelism()), "3600"], { stdio: "ignore" }) : undefined;
    const results = alternate(rounds, ours, reference);
    load?.kill();
    const when = busy ? "every processor busy" : "idle";
    rows.push(compare(`sampling 6 files at 1 kHz, ${when}: CPU`, results, "cpu", "CPU s/s", 1.5));
    rows.push(compare(`sampling 6 files at 1 kHz, ${when}: p99 lateness`, results, "p99", "us", 2));
  }
  return rows;
}

function compare(name, results, key, unit, limit) {
  const ours = median(results.ours.map((result) => result[key]));
  const reference = median(results.reference.map((result) => result[key]));
  const ratio = median(results.ours.map((result, index) => result[key] / results.reference[index][key]));
  return row(name, { ours, reference, unit, ratio, limit });
}
