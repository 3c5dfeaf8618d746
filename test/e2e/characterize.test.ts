import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type EmulatedSensor, emulatePolls, emulateUpdates } from "../../src/characterize/emulate.js";
import { characterizingLoad, pollFor } from "../../src/characterize/pattern.js";
import { store } from "../../src/commands/characterize/store.js";
import {
  type Characterization,
  characterizationSchema,
  type RailCharacter,
} from "../../src/core/characterization-schema.js";
import type { Mark } from "../../src/core/mark.js";
import { Random } from "../../src/core/random.js";
import type { Result } from "../../src/core/result.js";
import { ENDING, manifestOf, START } from "../../src/recording/testing/example.js";
import { createRecording } from "../../src/recording/writer.js";
import { joulemark, measured, scratch, start } from "./cli.js";

const instant = (s: number) => START + BigInt(Math.round(s * 1e9));
const QUIET_S = 3;

/** A recording of one rail that a sensor of this kind watched, under the pattern or without any load. */
function recordingOf(
  out: string,
  sensor: EmulatedSensor,
  { loaded = true, deadAfterS = 1e9, highW = 250 } = {},
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
  const probes = manifest.probes.map((probe) => ({
    ...probe,
    rails: probe.rails.map((rail) => ({
      ...rail,
      ...(counts && ({ measures: "energy-counter" } as const)),
      period: periodS,
    })),
  }));
  const folder = join(out, id);
  const writer = createRecording(folder, { ...manifest, probes });
  writer.append({
    probe: "meter",
    at: BigInt64Array.from(polls.beforeS, (s, k) => instant((s + (polls.afterS[k] ?? s)) / 2)),
    columns: [value],
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
    expect(rail?.kind).toBe(kind);
    expect(Math.abs((rail?.periodS ?? 0) / sensor.periodS - 1)).toBeLessThan(0.01);
    if (is.windowS !== undefined) expect(Math.abs((rail?.windowS ?? 0) / is.windowS - 1)).toBeLessThan(0.1);
    if (is.lagS !== undefined) expect(Math.abs((rail?.lagS ?? 0) / is.lagS - 1)).toBeLessThan(0.1);
    // between two instantaneous samples nobody saw the edge; each of many is somewhere else
    expect(Math.abs((rail?.delayS ?? 0) - (sensor.delayS ?? 0))).toBeLessThan(0.002);
    expect(rail?.uDelayS).toBeLessThan(0.005);
  });

  test("without a load tells the updates, and says what it cannot tell", async () => {
    const folder = recordingOf(scratch(), { periodS: 0.1, windowS: 0.1, resolution: 0.25 }, { loaded: false });
    const { rails, load } = await found(folder);
    expect(load).toBeNull();
    expect(rails[0]).toMatchObject({ kind: null, windowS: null, resolution: 0.25 });
    expect(Math.abs((rails[0]?.periodS ?? 0) / 0.1 - 1)).toBeLessThan(0.01);
    expect(rails[0]?.unknown.join()).toContain("there was no load");
  });

  test("a sensor that repeats its last value for ever is found, and the exit status says so", async () => {
    const folder = recordingOf(scratch(), { periodS: 0.1 }, { loaded: false, deadAfterS: 3.5 });
    const answer = await joulemark(["characterize", "--from", folder, "--no-store"]);
    expect(answer.status).not.toBe(0);
    expect(answer.stderr).toContain("repeats its last value for ever");
    expect(answer.stdout).toContain("STUCK");
  });

  test("a load that the sensor does not see tells nothing: a status, a reason, nothing kept", async () => {
    const out = scratch();
    const folder = recordingOf(out, { periodS: 0.1 });
    const answer = await joulemark(["characterize", "--from", folder, "--marks", "another"]);
    expect(answer.stdout).toContain("without load");
    const flat = recordingOf(scratch(), { periodS: 0.1 }, { highW: 60 });
    const refused = await joulemark(["characterize", "--from", flat], { env: { XDG_DATA_HOME: out } });
    expect(refused.status).toBe(122);
    expect(refused.stderr).toContain("does not follow the load");
  });
});

describe("what was characterized", () => {
  const character: RailCharacter = {
    rail: "power",
    note: "simulated",
    unit: "W",
    polledS: 0.005,
    kind: "boxcar",
    periodS: 0.05,
    uPeriodS: 1e-5,
    windowS: 0.0125,
    lagS: null,
    delayS: 0.01,
    uDelayS: 1e-3,
    driftS: 0,
    seenShare: 0.25,
    resolution: null,
    noise: null,
    duplicates: 0.9,
    missedS: 0,
    stuck: false,
    explained: 0.99,
    evidence: 100,
    low: 5,
    high: 50,
    unknown: [],
  };
  /** As `characterize` keeps it, of the simulated probe on this computer. */
  function keep(data: string, change: Partial<Characterization> = {}): string {
    return store(join(data, "joulemark", "characterizations"), {
      schema: "joulemark/characterization/v1",
      id: "20261123T101530-abc4",
      at: "2026-11-23T10:15:30.000Z",
      version: "0.1.0",
      host: hostname(),
      probe: "simulated",
      device: "simulated constant",
      load: "cpu",
      rails: [character],
      ...change,
    });
  }
  const run = async (data: string, more: readonly string[] = []) =>
    (await measured(["-p", "simulated", ...more], ["sleep", "0.5"], { env: { XDG_DATA_HOME: data } })).result;
  const codes = ({ quality }: Result) => quality.findings.map(({ code }) => code);

  test("is used by run, which says so; report repeats it from the recording; --no-characterization leaves it", async () => {
    const data = scratch();
    keep(data);
    const result = await run(data);
    expect(result.windows[0]?.rails[0]?.characterized).toEqual({
      id: "20261123T101530-abc4",
      at: "2026-11-23T10:15:30.000Z",
    });
    expect(codes(result)).toContain("characterized");
    const again = await joulemark(["report", "--json", "-"], { env: { XDG_DATA_HOME: data } });
    expect(JSON.parse(again.stdout).windows).toEqual(result.windows);
    const left = await run(data, ["--no-characterization"]);
    expect(left.windows[0]?.rails[0]?.characterized).toBeUndefined();
    expect(codes(left)).not.toContain("characterized");
  });

  test.each<[string, Partial<Characterization>]>([
    ["another driver", { device: "simulated constant; driver 2" }],
    ["another computer", { host: "elsewhere" }],
  ])("of %s is not used", async (_, change) => {
    const data = scratch();
    keep(data, change);
    const result = await run(data);
    expect(result.windows[0]?.rails[0]?.characterized).toBeUndefined();
    expect(codes(result).includes("characterization-stale")).toBe(change.device !== undefined);
  });

  test("of a sensor that was found dead, or of another rail, changes nothing", async () => {
    const data = scratch();
    keep(data, {
      rails: [
        { ...character, stuck: true },
        { ...character, rail: "other" },
      ],
    });
    expect((await run(data)).windows[0]?.rails[0]?.characterized).toBeUndefined();
  });

  test("that cannot be read stops the run with its path, and does not with --no-characterization", async () => {
    const data = scratch();
    const path = keep(data);
    writeFileSync(path, "{");
    const refused = await joulemark(["run", "-p", "simulated", "--", "true"], { env: { XDG_DATA_HOME: data } });
    expect(refused.status).toBeGreaterThan(119);
    expect(refused.stderr).toContain(path);
    expect(codes(await run(data, ["--no-characterization"]))).not.toContain("characterized");
  });
});

describe("characterize", () => {
  test.each([
    [[], "nothing to characterize"],
    [["simulated", "--from", "x"], "--from takes a recording as it is"],
    [["simulated", "--marks", "x"], "--marks is for a recording"],
    [["nonsense"], "nonsense"],
    [["simulated", "--duration", "0"], "--duration"],
    [["simulated", "--load", "/nonexistent/load", "--duration", "0.5"], "/nonexistent/load does not exist"],
    [["simulated", "--load", " "], "is empty"],
  ])("%o is refused in words", async (words, says) => {
    const answer = await joulemark(["characterize", ...words], { env: { XDG_DATA_HOME: scratch() } });
    expect(answer.status).toBeGreaterThan(119);
    expect(answer.stderr).toContain(says);
  });

  test("drives a load and marks it in its recording, and Ctrl-C keeps that and leaves no load running", async () => {
    const data = scratch();
    const words = ["characterize", "simulated:periodMs=20", "--load", "sleep 1000", "--duration", "0.5"];
    const { child, ended } = start(words, { env: { XDG_DATA_HOME: data } });
    child.stderr?.on("data", (text: string) => {
      if (text.includes("load pattern")) setTimeout(() => child.kill("SIGINT"), 3500);
    });
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toContain("nothing is made of it");
    const [run = ""] = readdirSync(join(data, "joulemark"));
    const events = readFileSync(join(data, "joulemark", run, "events.ndjson"), "utf8");
    expect(events.match(/"name":"load"/g)?.length).toBeGreaterThan(4);
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain("sleep 1000");
  });
});
