// How fast a large log becomes a recording with its report, and in how much memory.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI, floorRow, median, row } from "./lib.mjs";

const LEAST_MB_PER_S = 80;
const MOST_MB = 250;
const TELL_PEAK = "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'))";

/** The rows of the bench: `import nvidia-smi` of 250 MB; with `full` of 1 GB. */
export function importing({ full = false, rounds = 3 } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), "joulemark-bench-"));
  try {
    const megabytes = full ? 1000 : 250;
    const log = join(scratch, "log.csv");
    writeLog(log, megabytes * 1e6);
    const runs = Array.from({ length: rounds }, () => importCost(log, join(scratch, "runs")));
    const speed = megabytes / median(runs.map(({ wallS }) => wallS));
    const peak = Math.max(...runs.map(({ peakMB }) => peakMB));
    return [
      floorRow(`import nvidia-smi: ${megabytes} MB of one GPU at 10 ms`, {
        ours: speed,
        reference: LEAST_MB_PER_S,
        unit: "MB/s (reference: the target)",
        ratio: speed / LEAST_MB_PER_S,
        limit: 1,
      }),
      row("import nvidia-smi: memory", {
        ours: peak,
        reference: MOST_MB,
        unit: "MB (reference: the target)",
        ratio: peak / MOST_MB,
        limit: 1,
      }),
    ];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function importCost(log, out) {
  const told = ["--import", `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`];
  const from = process.hrtime.bigint();
  const done = spawnSync("node", [...told, CLI, "import", "nvidia-smi", log, "--out", out, "--quiet"], {
    encoding: "utf8",
  });
  const wallS = Number(process.hrtime.bigint() - from) / 1e9;
  if (done.status !== 0) throw new Error(`import exited ${done.status}: ${done.stderr}`);
  rmSync(out, { recursive: true });
  return { wallS, peakMB: Number(/peak (\d+)/.exec(done.stderr)?.[1]) / 1000 };
}

/** Rows as the tool writes them without units: a time every 10 ms, and a power that never stands still. */
function writeLog(path, bytes) {
  const file = openSync(path, "w");
  writeSync(file, "timestamp, utilization.gpu [%], pstate, temperature.gpu, clocks.current.sm [MHz], power.draw [W]\n");
  let text = "";
  for (let written = 0, tick = 0; written < bytes; tick++) {
    const time = new Date(Date.UTC(2026, 0, 1) + tick * 10).toISOString().slice(0, 23);
    const watts = (200 + 100 * Math.sin(tick / 50)).toFixed(2);
    text += `${time.replaceAll("-", "/").replace("T", " ")}, ${tick % 101}, P0, 61, ${1200 + (tick % 600)}, ${watts}\n`;
    if (text.length < 1 << 20) continue;
    written += writeSync(file, text);
    text = "";
  }
  closeSync(file);
}
