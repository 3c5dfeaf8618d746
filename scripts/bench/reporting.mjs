// How fast a recording is written and reported, and in how much memory.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLI, median, row } from "./lib.mjs";
import { appendTicks, createSynthetic, finishSynthetic, library, makeRecording, RAILS } from "./synthetic.mjs";

const PIECE_BYTES = 2 * 2 ** 20;
const TICKS = 10_000_000;
const TIMES_LARGER = 10;
/** Of ten times the samples: linear, with a quarter for what the disk's cache does not hold. */
const LINEAR = 1.25 * TIMES_LARGER;
const LEAST_SAMPLES_PER_S = 1e6;
const MOST_S = 1.5;
const MOST_MB = 300;
const MOST_HTML_S = 3;
const MOST_HTML_MB = 1.5;

/** The rows of the bench: writing, and `report --json` of 10^7 ticks of six rails; with `full` of 10^8 too. */
export async function reporting({ full = false, rounds = 3 } = {}) {
  const writing = await benchWriter(TICKS);
  const small = await withRecording(TICKS, (folder) => ({
    ...reportCost(folder, rounds),
    ...htmlCost(folder, rounds),
  }));
  const rows = [
    row("recording: samples accepted", {
      ours: writing.samplesPerS,
      reference: LEAST_SAMPLES_PER_S,
      unit: "samples/s (reference: the target; ratio: reference / ours)",
      ratio: LEAST_SAMPLES_PER_S / writing.samplesPerS,
      limit: 1,
    }),
    ratioRow("reporting: 10^7 samples of 6 rails", small.wallS, {
      reference: MOST_S,
      unit: "s (reference: the target)",
    }),
    ratioRow("html of 1e7 samples", small.htmlS, { reference: MOST_HTML_S, unit: "s (reference: the target)" }),
    ratioRow("html of 1e7 samples: size", small.htmlMB, {
      reference: MOST_HTML_MB,
      unit: "MB (reference: the target)",
    }),
    ratioRow("reporting: memory", small.peakMB, { reference: MOST_MB, unit: "MB (reference: the target)" }),
  ];
  return full ? [...rows, ...(await larger(small))] : rows;
}

/** Ten times the samples: ten times as long, in the same memory. */
async function larger(small) {
  const large = await withRecording(TIMES_LARGER * TICKS, (folder) => reportCost(folder, 1));
  const time = { reference: small.wallS, unit: "s (reference: 10^7)", limit: LINEAR };
  const memory = { reference: small.peakMB, unit: "MB (reference: 10^7)", limit: 1.2 };
  return [ratioRow("reporting: 10^8", large.wallS, time), ratioRow("reporting: memory of 10^8", large.peakMB, memory)];
}

const ratioRow = (name, ours, { reference, unit, limit = 1 }) =>
  row(name, { ours, reference, unit, ratio: ours / reference, limit });

const TELL_PEAK = "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'))";

/** The median wall time of `report --json`, and its largest resident memory. */
function reportCost(folder, rounds) {
  const runs = Array.from({ length: rounds }, () => {
    const from = process.hrtime.bigint();
    const told = ["--import", `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`];
    const done = spawnSync("node", [...told, CLI, "report", folder, "--json", "-"], { encoding: "utf8" });
    const wallS = Number(process.hrtime.bigint() - from) / 1e9;
    if (done.status !== 0) throw new Error(`report exited ${done.status}: ${done.stderr}`);
    return { wallS, peakMB: Number(/peak (\d+)/.exec(done.stderr)?.[1]) / 1000 };
  });
  return { wallS: median(runs.map(({ wallS }) => wallS)), peakMB: Math.max(...runs.map(({ peakMB }) => peakMB)) };
}

/** The median wall time of `report --html`, and how large the page is. */
function htmlCost(folder, rounds) {
  const page = join(folder, "page.html");
  const times = Array.from({ length: rounds }, () =>
    timed(() => {
      const { status, stderr } = spawnSync("node", [CLI, "report", folder, "--html", page], { encoding: "utf8" });
      if (status !== 0) throw new Error(`report exited ${status}: ${stderr}`);
    }),
  );
  return { htmlS: median(times), htmlMB: statSync(page).size / 1e6 };
}

/**
 * Makes a synthetic recording in a temporary folder for `use(folder)`, and removes it afterwards.
 * Answers with what `use` answers. 10^7 ticks are 0.56 GB, 10^8 are 5.6 GB.
 */
export async function withRecording(ticks, use, parent = tmpdir()) {
  const scratch = mkdtempSync(join(parent, "joulemark-bench-"));
  try {
    const folder = join(scratch, "recording");
    await makeRecording(folder, ticks);
    return await use(folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Times the writer. A sample is one value of one rail. `ratio` is the writer's time over that of plain writes of the same
 * bytes; `finishS` is the wait for the disk at the end, which plain writes here do without.
 */
export async function benchWriter(ticks = TICKS, parent = tmpdir()) {
  const built = await library();
  const scratch = mkdtempSync(join(parent, "joulemark-bench-"));
  try {
    const folder = join(scratch, "recording");
    const writer = createSynthetic(built, folder);
    const before = process.cpuUsage();
    const writerS = timed(() => {
      appendTicks(writer, ticks);
      writer.flush();
    });
    const { user, system } = process.cpuUsage(before);
    const finishS = timed(() => finishSynthetic(writer, ticks));
    if (writer.failure !== undefined) throw writer.failure;
    const bytes = sizeOf(folder);
    const plainS = timed(() => writePlainly(join(scratch, "plain"), bytes));
    const samples = ticks * RAILS;
    const cpuS = (user + system) / 1e6;
    return {
      ticks,
      samples,
      bytes,
      writerS,
      cpuS,
      finishS,
      plainS,
      samplesPerS: samples / writerS,
      ratio: writerS / plainS,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function timed(work) {
  const from = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - from) / 1e9;
}

const sizeOf = (folder) => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

function writePlainly(path, bytes) {
  const piece = Buffer.alloc(PIECE_BYTES, 0x5a);
  const file = openSync(path, "w");
  for (let left = bytes; left > 0; ) left -= writeSync(file, piece, 0, Math.min(left, PIECE_BYTES));
  closeSync(file);
}
