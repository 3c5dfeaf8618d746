import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { missingForDouble, plantDouble } from "../../probes/nvml/testing/double.js";
import { canPlayPorts, playMeter } from "../../probes/serial-daq/testing/pty.js";
import { powerBatch, powerRail, recordedProbe, writeRecording } from "./recording.js";

/** What the contract suite runs a probe on. */
export interface Fixture {
  /** Captured trees with the instrument in them, folders or `.tree` files; none for a probe that reads nothing of the host. */
  readonly trees: readonly string[];
  readonly settings: () => unknown;
  /** It reads a program, which runs in real time: a clock that the test moves is none to it. */
  readonly live?: true;
  /** Brings to life, in a copy of a tree that is about to be used, what files cannot be; it ends with the test's process. */
  readonly start?: (root: string) => void;
  /** What `start` needs is not on this computer: the suite is left out. */
  readonly without?: string | undefined;
}

/** Every tree in the probe's `testdata`. */
function captured(probe: string): readonly string[] {
  const folder = join(import.meta.dirname, "../../probes", probe, "testdata");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".tree"))
    .map(({ name }) => join(folder, name));
}

/** A library cannot be captured: the tree holds a double of it, built here. */
function libraryDouble(): Fixture {
  const without = missingForDouble();
  const trees = without === undefined ? [plantDouble().root] : [];
  return { trees, settings: () => ({}), live: true, without };
}

function shortRecording(): string {
  const board = recordedProbe("board", [powerRail("A"), powerRail("B")]);
  const values = Array.from({ length: 40 }, (_, i) => (i === 7 ? Number.NaN : 1000 + i));
  return writeRecording([board], [powerBatch(board, 0, values)]);
}

const simulation = { rails: [{ id: "A" }, { id: "B", scale: 2 }], gaps: [{ fromS: 0.3, toS: 0.4 }], noiseSdW: 0.5 };

const instrumented = { point: "regulator-output", accuracyPercent: 1 };
const serialMeter = {
  path: "/dev/ttyUSB0",
  protocol: "csv",
  csv: { columns: "cpu:V cpu:A dram:V dram:A", periodMs: 10 },
  rails: { cpu: instrumented, dram: instrumented },
};

/** One entry for each probe of the registry; a probe without one fails the suite. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  "cpu-model": { trees: captured("cpu-model"), settings: () => ({}) },
  hwmon: { trees: captured("hwmon"), settings: () => ({}) },
  "jetson-ina": { trees: captured("jetson-ina"), settings: () => ({}) },
  "nvidia-smi": { trees: captured("nvidia-smi"), settings: () => ({}), live: true },
  "pcm-power": { trees: captured("pcm-power"), settings: () => ({}), live: true },
  "perf-energy": { trees: captured("perf-energy"), settings: () => ({}), live: true },
  nvml: libraryDouble(),
  rapl: { trees: captured("rapl"), settings: () => ({}) },
  replay: { trees: [], settings: () => ({ path: shortRecording() }) },
  "serial-daq": {
    trees: captured("serial-daq"),
    settings: () => serialMeter,
    live: true,
    start: playMeter,
    ...(!canPlayPorts && { without: "no socat" }),
  },
  simulated: { trees: [], settings: () => simulation },
  tegrastats: { trees: captured("tegrastats"), settings: () => ({}), live: true },
};
