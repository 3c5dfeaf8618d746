import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Batch } from "../../../src/core/batch.js";
import { MeasurementError } from "../../../src/core/error.js";
import type { Finding } from "../../../src/core/finding.js";
import { defineFormat, type Imported, type ImportedEnding } from "../../../src/core/format.js";
import type { Rail } from "../../../src/core/rail.js";
import { nanoseconds } from "../../../src/core/units.js";
import { later } from "../../shared/instants.js";
import { readLines } from "../lines.js";
import { Tally } from "../tally.js";
import { Ticks } from "../ticks.js";
import { clockDifference, clockFinding, type Placed, placedBy, stepFindings } from "./clocks.js";
import { type Detail, readDetail } from "./detail.js";
import { edgeOffsets } from "./exchanges.js";
import { notValid, officialFinding, rejections } from "./findings.js";
import { OfficialMetric } from "./official.js";
import { mlperfSettings } from "./settings.js";
import { parseReading, type Reading } from "./spl.js";

const NANOS_PER_MS = 1_000_000n;

/** A run of MLPerf Inference with power: analyser samples, load generator's log, clocks of both machines. */
export default defineFormat({
  name: "mlperf",
  title: "a run of MLPerf Inference with power: the official metric, and energy with its uncertainty beside it",
  settings: mlperfSettings,
  async read(files, settings) {
    const [folder, second] = files;
    if (folder === undefined || second !== undefined)
      throw new MeasurementError("CONFIG", `mlperf reads one folder, not ${files.length}`, "Import them one at a time");
    const performance = performanceOf(folder);
    const spl = join(performance, "run_1", "spl.txt");
    const detail = await readDetail(join(performance, "run_1", "mlperf_log_detail.txt"));
    const power = join(performance, "power");
    const [difference, edges] = [clockDifference(power), edgeOffsets(power)];
    const multi = settings.scenario === undefined ? isMultiStream(folder) : settings.scenario === "MultiStream";
    return new Run({
      spl,
      detail,
      inferred: multi && detail.scenario === "SingleStream",
      placed: placedBy(edges, difference),
      clocks: [clockFinding(difference, edges), ...stepFindings(power)],
      startMs: Math.min(await firstMs(spl), detail.beginMs),
      accuracy: settings.accuracyPercent / 100,
    });
  },
});

function performanceOf(folder: string): string {
  const found = [folder, join(folder, "performance")].find((each) => existsSync(join(each, "run_1", "spl.txt")));
  if (found !== undefined) return found;
  throw new MeasurementError(
    "UNAVAILABLE",
    `${folder} has no run_1/spl.txt, nor performance/run_1/spl.txt`,
    "Name the folder of one scenario, e.g. results/SYSTEM/resnet50/Offline",
  );
}

/** By the name of the scenario's folder, as the submission checker goes by it. */
function isMultiStream(folder: string): boolean {
  const path = resolve(folder);
  return /multi-?stream/i.test(basename(basename(path) === "performance" ? dirname(path) : path));
}

async function firstMs(spl: string): Promise<number> {
  for await (const lines of readLines(spl))
    for (const { text } of lines) {
      const reading = parseReading(text);
      if (reading !== undefined) return reading.ms;
    }
  throw new MeasurementError("NO_DATA", `${spl} has no reading`, "Name a run whose analyser worked");
}

interface RunOptions {
  readonly spl: string;
  readonly detail: Detail;
  readonly inferred: boolean;
  readonly placed: Placed;
  readonly clocks: readonly Finding[];
  readonly startMs: number;
  readonly accuracy: number;
}

class Run implements Imported {
  readonly device = "power analyser read by PTDaemon";
  readonly clock = "PTDaemon's machine (spl.txt), UTC";
  readonly totals = [];
  readonly rails: readonly Rail[];
  readonly startMs: number;
  readonly work: NonNullable<Imported["work"]>;
  readonly findings: readonly Finding[];
  readonly #options: RunOptions;
  readonly #official: OfficialMetric;
  readonly #ticks = new Ticks("mlperf", ["wall.power"]);
  readonly #tally = new Tally("mlperf", rejections);

  constructor(options: RunOptions) {
    const { detail, inferred } = options;
    this.#options = options;
    this.#official = new OfficialMetric(detail, inferred);
    this.rails = [wall(options.accuracy)];
    this.startMs = options.startMs;
    this.work = { count: detail.queries * detail.samplesPerQuery, unit: "samples" };
    this.findings = [...options.clocks, ...(detail.valid ? [] : [notValid])];
  }

  async *batches(): AsyncIterable<Batch> {
    for await (const lines of readLines(this.#options.spl)) {
      for (const { text, whole } of lines) {
        const reading = whole ? parseReading(text) : undefined;
        if (reading === undefined) this.#tally.reject("unreadable");
        else this.#take(reading);
        if (this.#ticks.full) yield this.#ticks.take();
      }
    }
    yield this.#ticks.end();
  }

  #take(reading: Reading): void {
    this.#official.add(reading);
    const { ms, watts } = reading;
    const taken = this.#ticks.add(this.#at(ms), [watts > 0 ? watts : Number.NaN]);
    if (watts <= 0) this.#tally.reject("error");
    else if (taken) this.#tally.use(false);
    else this.#tally.reject("backwards");
  }

  #at(ms: number): bigint {
    return BigInt(ms - this.startMs) * NANOS_PER_MS;
  }

  ending(): ImportedEnding {
    const { detail, inferred, placed } = this.#options;
    const official = this.#official.result();
    const to = this.#at(detail.endMs) + nanoseconds(placed.end);
    return {
      from: this.#at(detail.beginMs) + nanoseconds(placed.begin),
      to,
      end: later(this.#ticks.last, to),
      within: placed.within,
      findings: [officialFinding(official, inferred), ...this.#tally.findings(), ...this.#ticks.findings()],
      ...(official !== undefined && { facts: { official } }),
    };
  }
}

/** PTDaemon asks for the mean of each second (measurement.md, rule books); the analyser is within 1 % by the rules. */
const wall = (accuracy: number): Rail => ({
  id: "wall",
  point: "wall",
  measures: "power",
  columns: [{ name: "wall.power", quantity: "power", unit: "W", scale: 1 }],
  period: 1,
  window: { kind: "boxcar", width: 1 },
  uncertainty: [
    {
      id: "analyser accuracy",
      kind: "gain",
      of: "power",
      distribution: "rectangular",
      size: accuracy,
      origin: "limit of the rules, 1 % (measurement.md 5.5), or setting accuracyPercent",
    },
  ],
});
