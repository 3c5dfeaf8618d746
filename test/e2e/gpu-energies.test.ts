import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { summarize } from "../../src/commands/summarize.js";
import type { Mark } from "../../src/core/mark.js";
import type { Rail } from "../../src/core/rail.js";
import { openRecording } from "../../src/recording/reader.js";
import { joulemark, scratch } from "./cli.js";

const DATA = resolve("../shared/data/gpu-pmd-vs-nvidia-smi");
const present = existsSync(DATA);
if (!present) console.warn("energies of two GPUs: skipped: no recorded data");

/** The window of the load in the log's time: the stamps are UTC, the log is an hour ahead and is read as UTC. */
function loadMarks(folder: string, wallMs: number): readonly Mark[] {
  const stamps = readFileSync(join(DATA, folder, "timestamps.csv"), "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1);
  const at = (micros: string | undefined) => BigInt(Math.round((Number(micros) / 1e3 + 3_600_000 - wallMs) * 1e6));
  const mark = { name: "load", within: 0, source: "fd" } as const;
  return [
    { ...mark, kind: "begin", at: at(stamps.at(0)) },
    { ...mark, kind: "end", at: at(stamps.at(-1)) },
  ];
}

/** The card's energy of the load window, from its log by `import`, with what is known of this very sensor. */
async function imported(folder: string, settings: string, known: Partial<Rail> = {}) {
  const out = scratch();
  const args = ["import", `nvidia-smi${settings}`, join(DATA, folder, "gpudata.csv"), "--out", out, "-q"];
  const { status, stderr } = await joulemark(args);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const recording = openRecording(join(out, readdirSync(out)[0] ?? ""));
  const wall = recording.events.flatMap((event) => (event.type === "clock" ? [event.pair.wallMs] : []))[0] ?? 0;
  const { manifest } = recording;
  const probes = manifest.probes.map((probe) => ({
    ...probe,
    rails: probe.rails.map((rail): Rail => ({ ...rail, ...known })),
  }));
  const marks = loadMarks(folder, wall);
  const given = { ...manifest, probes };
  const result = summarize({ ...recording, manifest: given, marks, samples: (probe) => recording.samples(probe) });
  const found = result.windows.find(({ name }) => name === "load")?.rails[0];
  if (found?.energyJ == null) throw new Error(`no energy: ${JSON.stringify(found)}`);
  return { ...found, joules: found.energyJ.value };
}

const lag = {
  characterized: { id: "t", at: "" },
  period: 0.015,
  window: { kind: "lag", timeConstant: 0.041 },
} as const;

/** Folder, how it is read, what is known, and the README's joules of the card by trapezoids and of the external meter, and % between. */
const cases: readonly (readonly [string, string, Partial<Rail>, number, number, number])[] = present
  ? [
      ["Transient_Response_A100_TR", ":computeCapability=8", {}, 1491.018, 1580.3043, -5.65],
      ["Transient_Response_K40m_TR", ":computeCapability=3.5", lag, 974.737, 946.0785, 3.03],
    ]
  : [["skipped: no recorded data", "", {}, 0, 0, 0]];

describe.skipIf(!present)("a GPU's own energy of a load, by import and report", () => {
  test.each(cases)("%s", async (folder, settings, known, trapezoids, meter, percent) => {
    const found = await imported(folder, settings, known);
    expect(Math.abs(found.joules / trapezoids - 1)).toBeLessThan(0.001);
    expect(Math.abs(100 * (found.joules / meter - 1) - percent)).toBeLessThan(0.1);
    // within the card's own limits of error of what the meter says
    expect(found.energyJ?.U95).toBeGreaterThan(Math.abs(found.joules - meter));
    expect(found).toMatchObject({ coverage: 1, flags: [] });
  });
});
