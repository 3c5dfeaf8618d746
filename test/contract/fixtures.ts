import { join } from "node:path";
import { powerBatch, powerRail, recordedProbe, writeRecording } from "./recording.js";

/** What the contract suite runs a probe on. */
export interface Fixture {
  /** A captured tree with the instrument in it; absent for a probe that reads nothing of the host. */
  readonly tree?: string;
  readonly settings: () => unknown;
}

const tree = (probe: string, name: string): string =>
  join(import.meta.dirname, "../../probes", probe, "testdata", name);

function shortRecording(): string {
  const board = recordedProbe("board", [powerRail("A"), powerRail("B")]);
  const values = Array.from({ length: 40 }, (_, i) => (i === 7 ? Number.NaN : 1000 + i));
  return writeRecording([board], [powerBatch(board, 0, values)]);
}

const simulation = { rails: [{ id: "A" }, { id: "B", scale: 2 }], gaps: [{ fromS: 0.3, toS: 0.4 }], noiseSdW: 0.5 };

/** One entry for each probe of the registry; a probe without one fails the suite. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  "cpu-model": { tree: tree("cpu-model", "vm-2cpu"), settings: () => ({}) },
  replay: { settings: () => ({ path: shortRecording() }) },
  simulated: { settings: () => simulation },
};
