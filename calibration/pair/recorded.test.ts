import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import pmd from "../../probes/formats/elmorlabs-pmd/format.js";
import smi from "../../probes/formats/nvidia-smi/format.js";
import type { Format } from "../../src/core/format.js";
import { pair } from "./pair.js";
import type { Trace } from "./trace.js";

const data = join(import.meta.dirname, "../../../shared/data/gpu-pmd-vs-nvidia-smi");
const recorded = existsSync(data);
if (!recorded) console.warn("pairs of a card and its meter: skipped: no recorded data");

/** All rails of a recording together, in nanoseconds after an instant that both recordings share. */
async function powerOf<S>(
  format: Format<S>,
  path: string,
  { settings, rails, shiftS, periodS }: Reading,
): Promise<Trace> {
  const imported = await format.read([path], format.settings.parse(settings));
  const [at, values]: [number[], number[]] = [[], []];
  for await (const batch of imported.batches())
    for (const [i, time] of batch.at.entries()) {
      at.push((imported.startMs + shiftS * 1e3 - 1.6e12) * 1e6 + Number(time));
      values.push(rails(batch.columns.map((column) => column[i] ?? Number.NaN)));
    }
  return { at: Float64Array.from(at), values: Float64Array.from(values), periodS, windowS: 0 };
}

interface Reading {
  readonly settings: unknown;
  readonly rails: (columns: readonly number[]) => number;
  readonly shiftS: number;
  readonly periodS: number;
}

/** Voltage and current of four plugs. */
const plugs = (columns: readonly number[]) =>
  [0, 2, 4, 6].reduce((sum, k) => sum + (columns[k] ?? Number.NaN) * (columns[k + 1] ?? Number.NaN), 0);

function gainOf(points: readonly (readonly [number, number])[]): number {
  const mean = (k: 0 | 1) => points.reduce((sum, point) => sum + point[k], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return (
    points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) /
    points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  );
}

// README of the data: least squares over whole recordings; the card's clock is an hour ahead
describe.skipIf(!recorded)(recorded ? "a card and its meter" : "skipped: no recorded data", () => {
  it.each([
    ["Transient_Response_A100_TR", 0.9554, 0.1],
    ["Transient_Response_K40m_TR", 1.0188, 0.015],
  ])("%s: their points have the known gain within .01", async (name, gain, periodS) => {
    const meter = await powerOf(pmd, join(data, name), { settings: {}, rails: plugs, shiftS: 0, periodS: 1 / 4780 });
    const one = (columns: readonly number[]) => columns[0] ?? Number.NaN;
    const card = await powerOf(smi, join(data, name, "gpudata.csv"), {
      settings: {},
      rails: one,
      shiftS: -3600,
      periodS,
    });
    const { alignment, points } = pair({ first: [meter], second: [card], maxLagS: 1, minDwellS: 0.6, minSteadyS: 0.3 });
    expect(alignment.correlation).toBeGreaterThan(0.99);
    expect(Math.abs(alignment.lagS)).toBeLessThan(0.2);
    expect(points.length).toBeGreaterThanOrEqual(3);
    const pairs = points.map(({ values: [a, b] }) => [a?.mean ?? Number.NaN, b?.mean ?? Number.NaN] as const);
    expect(Math.abs(gainOf(pairs) - gain)).toBeLessThan(0.01);
  });
});
