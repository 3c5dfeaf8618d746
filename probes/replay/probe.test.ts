import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import { samplesFile } from "../../src/core/manifest-json.js";
import { collect, collectFor, column, instants } from "../../test/contract/collect.js";
import { inlinePoll } from "../../test/contract/inline-poll.js";
import { ManualClock, settled } from "../../test/contract/manual-clock.js";
import { powerBatch, powerRail, recordedProbe, writeRecording } from "../../test/contract/recording.js";
import replay from "./probe.js";

const board = recordedProbe("board", [powerRail("A"), powerRail("B")]);
const chunks = [powerBatch(board, 0, [1, 2, 3]), powerBatch(board, 3, [4, Number.NaN, 6]), powerBatch(board, 6, [7])];
const recording = () => writeRecording([board], chunks);
const samplesOf = (folder: string) => join(folder, samplesFile(0, "board"));

async function open(settings: unknown) {
  const clock = new ManualClock();
  const probe = await replay.open(
    replay.settings.parse(settings),
    { root: "/nowhere", clock, poll: inlinePoll({ root: "/nowhere", clock }) },
    {},
  );
  return { clock, probe, start: clock.now() };
}

const millis = (batches: readonly Batch[], start: bigint) => instants(batches).map((at) => Number(at - start) / 1e6);

describe("replay", () => {
  it("keeps rails, points and uncertainty, and says what it plays", async () => {
    const { probe } = await open({ path: recording() });
    expect(probe.rails).toEqual(board.rails);
    expect(probe.device).toBe("replay of test board");
    expect(probe.findings).toMatchObject([
      { code: "replay", message: expect.stringContaining("board in recording 20250101-120000-test of 2025-01-01") },
      { code: "slow-instrument", probe: "replay" },
    ]);
  });

  it("plays every sample at its distance from the first, which is now, and then ends by itself", async () => {
    const { clock, probe, start } = await open({ path: recording() });
    const { batches, ended } = collect(probe);
    await settled();
    expect(millis(batches, start)).toEqual([0]);
    await clock.advance(2);
    await ended;
    expect(millis(batches, start)).toEqual([0, 100, 200, 300, 400, 500, 600]);
    expect(column(batches, 1)).toEqual([1, 2, 3, 4, Number.NaN, 6, 7]);
  });

  it("hands on nothing before its time, and on abort all that was due", async () => {
    const { clock, probe, start } = await open({ path: recording() });
    const { batches, abort, ended } = collect(probe);
    await settled();
    clock.stall(0.45);
    abort();
    await ended;
    expect(millis(batches, start).slice(0, 3)).toEqual([0, 100, 200]);
    expect(Math.max(...millis(batches, start))).toBeLessThanOrEqual(450);
  });

  it("names the gaps of the original at their new place", async () => {
    const { clock, probe, start } = await open({ path: recording() });
    const batches = await collectFor(probe, clock, 2);
    expect(batches.flatMap(({ gaps }) => gaps)).toEqual([
      { probe: "replay", from: start + 400_000_000n, to: start + 400_000_000n, reason: "ENODATA" },
    ]);
  });

  it("plays faster when told, with shorter periods and a word about the energy", async () => {
    const { clock, probe, start } = await open({ path: recording(), speed: 4 });
    expect(probe.rails[0]?.period).toBe(0.025);
    expect(probe.findings.map(({ code }) => code)).toContain("replay-speed");
    expect(millis(await collectFor(probe, clock, 1), start).at(-1)).toBe(150);
  });

  it("begins again one period after the last sample, if told", async () => {
    const { clock, probe, start } = await open({ path: recording(), loop: true });
    const batches = await collectFor(probe, clock, 1);
    expect(millis(batches, start)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(column(batches, 0).slice(6)).toEqual([7, 1, 2, 3, 4]);
  });

  it("plays up to the damage of a cut recording, and says so", async () => {
    const folder = recording();
    appendFileSync(samplesOf(folder), "\u0089JMchunk and then nothing");
    const { clock, probe } = await open({ path: folder });
    expect(probe.findings.map(({ code }) => code)).toContain("recording-cut");
    expect(column(await collectFor(probe, clock, 2), 0)).toHaveLength(7);
  });

  it("leaves out a chunk whose checksum is wrong, and plays the rest", async () => {
    const folder = recording();
    const bytes = readFileSync(samplesOf(folder));
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    writeFileSync(samplesOf(folder), bytes);
    const { clock, probe, start } = await open({ path: folder });
    expect(millis(await collectFor(probe, clock, 2), start)).toEqual([300, 400, 500, 600]);
  });
});

describe("what cannot be played", () => {
  const counter = { ...powerRail("A"), measures: "energy-counter" as const };

  it.each([
    ["no folder", () => ({ path: "no/such/recording" }), "RECORDING", "ENOENT"],
    ["a folder that is none", () => ({ path: mkdtempSync(join(tmpdir(), "none-")) }), "RECORDING", "run.json"],
    ["a probe it has not", () => ({ path: recording(), probe: "bord" }), "UNKNOWN_NAME", '"bord"'],
    ["one of several", () => ({ path: writeRecording([board, recordedProbe("b", [])], chunks) }), "CONFIG", "board, b"],
    ["no samples", () => ({ path: writeRecording([board], []) }), "NO_DATA", "no whole chunk"],
    [
      "a counter in a loop",
      () => {
        const probe = recordedProbe("board", [counter]);
        return { path: writeRecording([probe], [powerBatch(probe, 0, [1, 2])]), loop: true };
      },
      "CONFIG",
      "backwards",
    ],
  ])("%s is refused with a remedy", async (_what, settings, code, words) => {
    await expect(open(settings())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words),
      remedy: expect.stringMatching(/\w/),
    });
  });

  it("a manifest that is damaged, or samples that are gone", async () => {
    const folder = recording();
    rmSync(samplesOf(folder));
    await expect(open({ path: folder })).rejects.toMatchObject({ code: "RECORDING" });
    writeFileSync(join(folder, "run.json"), "{");
    await expect(open({ path: folder })).rejects.toMatchObject({ code: "RECORDING" });
  });
});
