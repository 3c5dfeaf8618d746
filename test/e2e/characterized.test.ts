import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { store } from "../../src/commands/characterize/store.js";
import {
  type Characterization,
  characterizationSchema,
  type RailCharacter,
} from "../../src/core/characterization-schema.js";
import type { Result } from "../../src/core/result.js";
import { joulemark, measured, scratch, start } from "./cli.js";

describe("what was characterized", () => {
  const character: RailCharacter = {
    rail: "power",
    note: "simulated",
    point: "regulator-input",
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

  test("under a load is not lost when it is characterized again without one", () => {
    const data = scratch();
    const path = keep(data);
    keep(data, { load: null, rails: [{ ...character, kind: null, windowS: null, delayS: null, periodS: 0.0501 }] });
    const [rail] = characterizationSchema.parse(JSON.parse(readFileSync(path, "utf8"))).rails;
    expect(rail).toMatchObject({ kind: "boxcar", windowS: 0.0125, periodS: 0.0501 });
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
    [["simulated", "--load", "/nonexistent/load", "--duration", "0.5"], "Cannot find the command"],
    [["simulated", "--load", " "], "is empty"],
    [["simulated", "--sysroot", "/nonexistent"], "no folder /nonexistent"],
    [["simulated", "--json", "/nonexistent/x.json"], "/nonexistent/x.json"],
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
