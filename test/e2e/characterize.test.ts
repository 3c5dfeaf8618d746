import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type EmulatedSensor, emulatePolls, emulateUpdates } from "../../src/characterize/emulate.js";
import { characterizingLoad, pollFor } from "../../src/characterize/pattern.js";
import { type Characterization, characterizationSchema } from "../../src/core/characterization-schema.js";
import type { Mark } from "../../src/core/mark.js";
import { Random } from "../../src/core/random.js";
import { ENDING, manifestOf, START } from "../../src/recording/testing/example.js";
import { createRecording } from "../../src/recording/writer.js";
import { joulemark, scratch } from "./cli.js";

const instant = (s: number) => START + BigInt(Math.round(s * 1e9));
const QUIET_S = 3;

/** A recording of one rail that a sensor of this kind watched, under the pattern or without any load. */
function recordingOf(
  out: string,
  sensor: EmulatedSensor,
  { loaded = true, deadAfterS = 1e9, highW = 250, rangeJ = 0 } = {},
): string {
  const { periodS } = sensor;
  const random = new Random(1);
  const load = characterizingLoad(periodS, QUIET_S);
  const toS = loaded ? (load.atS.at(-1) ?? 0) + 15 * periodS : QUIET_S + 30 * periodS;
  const updates = emulateUpdates({ noiseW: 1, ...sensor }, load, { fromS: 0, toS, random, lowW: 60, highW });
  const reading = { everyS: pollFor(periodS), callS: periodS / 200 };
  const polls = emulatePolls(updates, reading, random);
  const last = polls.value.findIndex((_, k) => (polls.beforeS[k] ?? 0) > deadAfterS);
  const value = last < 0 ? polls.value : polls.value.map((each, k) => (k < last ? each : (polls.value[last] ?? 0)));
  const id = "20261123T101530-abc4";
  const manifest = manifestOf({ meter: 1 }, { id });
  const counts = sensor.counts === true;
  const wrapped = rangeJ > 0 ? value.map((joules) => joules % rangeJ) : value;
  const counter = {
    measures: "energy-counter",
    ...(rangeJ > 0 && { counterRange: rangeJ, plausiblePower: 1000 }),
  } as const;
  const probes = manifest.probes.map((probe) => ({
    ...probe,
    rails: probe.rails.map((rail) => ({
      ...rail,
      ...(counts && counter),
      period: periodS,
    })),
  }));
  const folder = join(out, id);
  const writer = createRecording(folder, { ...manifest, probes });
  writer.append({
    probe: "meter",
    at: BigInt64Array.from(polls.beforeS, (s, k) => instant((s + (polls.afterS[k] ?? s)) / 2)),
    columns: [wrapped],
    gaps: [],
  });
  const marks = loaded ? [...load.atS].map((at, k): Mark => edge(at, (load.level[k] ?? 0) > 0.5)) : [];
  writer.finish({ ...ENDING, end: instant(toS), marks });
  return folder;
}

const edge = (at: number, on: boolean): Mark => ({
  kind: on ? "begin" : "end",
  name: "load",
  at: instant(at),
  within: 1e-4,
  source: "phase",
});

async function found(folder: string, more: readonly string[] = []): Promise<Characterization> {
  const answer = await joulemark(["characterize", "--from", folder, "--no-store", "--json", "-", ...more]);
  return characterizationSchema.parse(JSON.parse(answer.stdout));
}

describe("characterize --from a recording", () => {
  test.each<[string, EmulatedSensor, { windowS?: number; lagS?: number }]>([
    ["boxcar", { periodS: 0.1, windowS: 0.025, delayS: 0.12 }, { windowS: 0.025 }],
    ["boxcar", { periodS: 0.1, windowS: 0.1, delayS: 0.03 }, { windowS: 0.1 }],
    ["running-mean", { periodS: 0.1, windowS: 1, delayS: 0.05 }, { windowS: 1 }],
    ["lag", { periodS: 0.1, lagS: 0.155 }, { lagS: 0.155 }],
    ["instantaneous", { periodS: 0.1, delayS: 0.04 }, {}],
    ["counter", { periodS: 0.1, counts: true, noiseW: 0 }, {}],
  ])("tells a %s of %o, period within 1 %, window within 10 %, delay within 2 ms", async (kind, sensor, is) => {
    const { rails } = await found(recordingOf(scratch(), sensor));
    const [rail] = rails;
    expect(rail).toMatchObject({ kind, point: "regulator-input" });
    expect(Math.abs((rail?.periodS ?? 0) / sensor.periodS - 1)).toBeLessThan(0.01);
    if (is.windowS !== undefined) expect(Math.abs((rail?.windowS ?? 0) / is.windowS - 1)).toBeLessThan(0.1);
    if (is.lagS !== undefined) expect(Math.abs((rail?.lagS ?? 0) / is.lagS - 1)).toBeLessThan(0.1);
    // between two instantaneous samples nobody saw the edge; each of many is somewhere else
    expect(Math.abs((rail?.delayS ?? 0) - (sensor.delayS ?? 0))).toBeLessThan(0.002);
    expect(rail?.uDelayS).toBeLessThan(0.005);
  });

  test("tells a counter that comes round many times from one that does not count", async () => {
    const { rails } = await found(recordingOf(scratch(), { periodS: 0.1, counts: true, noiseW: 0 }, { rangeJ: 1000 }));
    expect(rails[0]).toMatchObject({ kind: "counter" });
    expect(Math.abs(rails[0]?.delayS ?? 1)).toBeLessThan(0.002);
  });

  test("without a load tells the updates, and says what it cannot tell", async () => {
    const folder = recordingOf(scratch(), { periodS: 0.1, windowS: 0.1, resolution: 0.25 }, { loaded: false });
    const { rails, load } = await found(folder);
    expect(load).toBeNull();
    expect(rails[0]).toMatchObject({ kind: null, windowS: null, resolution: 0.25 });
    expect(Math.abs((rails[0]?.periodS ?? 0) / 0.1 - 1)).toBeLessThan(0.01);
    expect(rails[0]?.unknown.join()).toContain("there was no load");
  });

  test("a sensor at rest is not called dead: nothing was there to move it", async () => {
    const folder = recordingOf(scratch(), { periodS: 0.1 }, { loaded: false, deadAfterS: 3.5 });
    expect((await found(folder)).rails[0]?.stuck).toBe(false);
  });

  test("a sensor that repeats its last value for ever is found, kept nowhere, and the exit status says so", async () => {
    const data = scratch();
    const folder = recordingOf(scratch(), { periodS: 0.1 }, { deadAfterS: 30 });
    const answer = await joulemark(["characterize", "--from", folder], { env: { XDG_DATA_HOME: data } });
    expect(
      existsSync(join(data, "joulemark", "characterizations"))
        ? readdirSync(join(data, "joulemark", "characterizations"))
        : [],
    ).toEqual([]);
    expect(answer.status).not.toBe(0);
    expect(answer.stderr).toContain("repeats its last value for ever");
    expect(answer.stdout).toContain("STUCK");
  });

  test("a load that the sensor does not see tells nothing: a status, a reason, nothing kept", async () => {
    const out = scratch();
    const folder = recordingOf(out, { periodS: 0.1 });
    const answer = await joulemark(["characterize", "--from", folder, "--marks", "laod"]);
    expect(answer.status).toBe(120);
    expect(answer.stderr).toContain('did you mean "load"');
    const flat = recordingOf(scratch(), { periodS: 0.1 }, { highW: 60 });
    const refused = await joulemark(["characterize", "--from", flat], { env: { XDG_DATA_HOME: out } });
    expect(refused.status).toBe(122);
    expect(refused.stderr).toContain("does not follow the load");
  });
});
