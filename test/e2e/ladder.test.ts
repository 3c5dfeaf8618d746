import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { climb, windowsOf } from "../../calibration/ladder/climb.js";
import { commandLoad } from "../../calibration/ladder/command-load.js";
import { defaultLoads, planLadder } from "../../calibration/ladder/plan.js";
import { loadTemplate } from "../../calibration/ladder/template.js";
import { SteadyWatch } from "../../calibration/ladder/watch.js";
import { pair } from "../../calibration/pair/pair.js";
import simulated from "../../probes/simulated/probe.js";
import type { Batch } from "../../src/core/batch.js";
import { hostClock } from "../../src/core/clock.js";
import { inlinePoll } from "../contract/inline-poll.js";

const truth = { aW: 0.6, bV: 0.045, cOhm: 9e-4, outputV: 1 };
const dwell = { minS: 1, maxS: 10, steadyS: 0.6 };

/** The voltage, current and input power of a simulated regulator whose load a command sets; sampled until aborted. */
async function sampling(file: string, signal: AbortSignal) {
  const host = { root: "/", clock: hostClock, poll: inlinePoll({ root: "/", clock: hostClock }) };
  const waveform = { type: "dial", file };
  const settings = simulated.settings.parse({ regulator: truth, waveform, noiseSdW: 0.1, periodMs: 5 });
  const probe = await simulated.open(settings, host, {});
  const watch = new SteadyWatch(2, dwell.maxS);
  const batches: Batch[] = [];
  const ended = (async () => {
    for await (const batch of probe.batches(signal)) {
      batches.push(batch);
      for (const [trace, column] of [batch.columns[1], batch.columns[2]].entries())
        watch.push(trace, batch.at, column ?? []);
    }
  })();
  return { batches, watch, ended };
}

test("a ladder driven by a command gives points on the loss of the regulator it loads", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "ladder-")), "watts");
  const stop = new AbortController();
  const { batches, watch, ended } = await sampling(file, stop.signal);
  const load = loadTemplate(`sh -c 'echo $(( {threads} * {duty} / 2 )) > ${file}; exec sleep 1000'`);
  const steps = planLadder(defaultLoads(2), 7);
  const taken = await climb({
    ...{ steps, start: commandLoad(load, hostClock), dwell, clock: hostClock, signal: stop.signal },
    isSteady: (from, to) => watch.isSteady(from, to),
  });
  stop.abort();
  await ended;
  expect(taken.map(({ steady }) => steady)).toEqual(steps.map(() => true));

  const start = batches[0]?.at[0] ?? 0n;
  const at = Float64Array.from(
    batches.flatMap((batch) => [...batch.at]),
    (time) => Number(time - start),
  );
  const trace = (index: number) => {
    const values = Float64Array.from(batches.flatMap(({ columns }) => [...(columns[index] ?? [])]));
    return { at, values, periodS: 0.005, windowS: 0 };
  };
  const sides = { first: [trace(1)], second: [trace(2)] } as const;
  const options = { minDwellS: 0.5, minSteadyS: 0.4, settleS: 0.3, repeated: true };
  const { points, excluded, drift } = pair({
    ...sides,
    ...options,
    sameInstrument: true,
    windows: windowsOf(taken, start),
  });
  expect([points.length, excluded]).toEqual([steps.length, []]);
  for (const { step, values } of points) {
    const [amperes = Number.NaN, watts = Number.NaN] = values.map(({ mean }) => mean);
    const { threads = 0, dutyPercent = 0 } = steps[step] ?? {};
    expect(Math.abs(amperes - Math.floor((threads * dutyPercent) / 2))).toBeLessThan(0.1);
    const expected = truth.aW + (truth.outputV + truth.bV) * amperes + truth.cOhm * amperes ** 2;
    expect(Math.abs(watts - expected)).toBeLessThan(0.1);
  }
  expect(drift?.map(({ relative }) => Math.abs(relative) < 0.01)).toEqual([true, true]);
}, 150_000);
