// Lines of eight channels over a pair of pseudo terminals: what our process pays for them, and whether it loses any.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CLI, compile, cost, floorRow, median, row, scratch } from "./lib.mjs";

const LONG_S = 8;
const SHORT_S = 3;
const MOST = 150_000;
const MODERATE = 20_000;
const COLUMNS = ["time:us", ...Array.from({ length: 8 }, (_, channel) => `ch${channel}:W`)];

export async function serial({ rounds = 3 } = {}) {
  if (spawnSync("socat", ["-V"]).status !== 0) {
    process.stderr.write("bench: serial: skipped: no socat\n");
    return [];
  }
  const folder = scratch(true);
  const writer = compile("serial-writer", folder);
  const rows = [];
  for (const rate of [MOST, MODERATE]) {
    const results = [];
    for (let round = 0; round < rounds; round++) {
      const long = await measure({ folder, writer, rate, seconds: LONG_S });
      const short = await measure({ folder, writer, rate, seconds: SHORT_S });
      results.push({ ...long, lost: long.lost + short.lost, cpu: (long.cpu - short.cpu) / (LONG_S - SHORT_S) });
    }
    const lost = Math.max(...results.map((result) => result.lost));
    const name = `serial csv, ${rate / 1000}k lines/s of 8 channels`;
    const cpu = median(results.map((result) => result.cpu));
    if (rate === MODERATE)
      rows.push(row(`${name}: CPU`, { ours: cpu, reference: 1, unit: "CPU s/s", ratio: cpu, limit: 0.15 }));
    else {
      // by our own processor time: what the writer and the terminals take of the others is not ours to say
      const perCore = median(results.map((result) => result.kept / result.cpu));
      const figures = { ours: perCore, reference: MOST, unit: "lines/CPU s", ratio: perCore / MOST, limit: 1 };
      rows.push(floorRow(`${name}: on one core`, figures));
    }
    rows.push(row(`${name}: lost`, { ours: lost, reference: 0, unit: "lines", ratio: lost, limit: 0 }));
  }
  return rows;
}

async function measure({ folder, writer, rate, seconds }) {
  const [near, far] = [join(folder, "near"), join(folder, "far")];
  const pair = spawn("socat", ["-b65536", `PTY,link=${near},raw,echo=0`, `PTY,link=${far},raw,echo=0`], {
    stdio: "ignore",
  });
  while (!existsSync(near) || !existsSync(far)) await sleep(10);
  const meter = spawn(writer, [far, String(rate), "3600"], { stdio: "ignore" });
  const out = join(folder, "out");
  const json = join(folder, "result.json");
  const rails = COLUMNS.slice(1).map(
    (_, channel) => `rails.ch${channel}.point=wall,rails.ch${channel}.accuracyPercent=1`,
  );
  const probe = `serial-daq:path=${near},protocol=csv,csv.columns="${COLUMNS.join(" ")}",csv.periodMs=${1000 / rate},${rails}`;
  try {
    cost(CLI, ["run", "-q", "--out", out, "--probe", probe, "--json", json, "--", "sleep", String(seconds)]);
  } finally {
    meter.kill();
    pair.kill();
  }
  const { self } = JSON.parse(readFileSync(json, "utf8"));
  const table = join(folder, "table");
  execFileSync(CLI, ["export", "--out", out, "--format", "csv", "--to", table], { stdio: "ignore" });
  const taken = account(readFileSync(join(table, "serial-daq.csv"), "latin1"));
  for (const path of [out, table]) rmSync(path, { recursive: true, force: true });
  return { cpu: self.cpuS, ...taken };
}

/** Lines a second, and lines that are missing between the first and the last by the numbers they carry. */
function account(text) {
  const [head, ...lines] = text.trimEnd().split("\n");
  const number = head.split(",").indexOf("ch0_w");
  const cells = (line) => line.split(",");
  const first = cells(lines[0]);
  const last = cells(lines.at(-1));
  const lost = Number(last[number]) - Number(first[number]) + 1 - lines.length;
  return { lost, kept: (lines.length - 1) / (Number(last[0]) - Number(first[0])) };
}
