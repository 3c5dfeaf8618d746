import { cpSync, mkdtempSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Host } from "../../src/core/probe.js";
import { collect, collectFor, column, instants } from "../../test/contract/collect.js";
import { inlinePoll } from "../../test/contract/inline-poll.js";
import { ManualClock, settled } from "../../test/contract/manual-clock.js";
import cpuModel from "./probe.js";

const captured = join(import.meta.dirname, "testdata/vm-2cpu");
let root = "";
let clock = new ManualClock();
const host = (): Host => ({ root, clock, poll: inlinePoll({ root, clock }) });
const open = (settings: unknown = {}, rate?: number) =>
  cpuModel.open(cpuModel.settings.parse(settings), host(), rate === undefined ? {} : { rate });

const stat = (...busy: readonly number[]) =>
  writeFileSync(
    join(root, "proc/stat"),
    `cpu  0 0 0 0 0 0 0 0 0 0\n${busy.map((user, cpu) => `cpu${cpu} ${user} 0 0 5000 0 0 0 0 0 0\n`).join("")}intr 1\n`,
  );

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cpu-model-"));
  cpSync(captured, root, { recursive: true });
  clock = new ManualClock();
});

describe("cpu-model", () => {
  it("is an estimate in use, point, finding and note, with the numbers of its model", async () => {
    const { rails, findings } = await open();
    expect(cpuModel.use).toBe("estimate");
    expect(rails).toMatchObject([{ id: "cpu", point: "estimate", note: expect.stringContaining("3 W idle to 13 W") }]);
    expect(findings).toMatchObject([
      { code: "estimate-only", severity: "degraded", remedy: expect.stringContaining("joulemark probes") },
    ]);
  });

  it("gives idle energy over time plus the share of the busy CPUs", async () => {
    stat(1000, 1000);
    const collection = collect(await open({ idleW: 4, maxW: 24 }));
    await clock.advance(0.95);
    stat(1100, 1000);
    await clock.advance(0.1);
    collection.abort();
    await collection.ended;
    const joules = column(collection.batches, 0);
    expect(joules[9]).toBeCloseTo(4 * 0.9, 9);
    // one of two CPUs busy for 1 s: half of the 20 W between idle and busy
    expect(joules[10]).toBeCloseTo(4 * 1 + 10, 9);
  });

  it("samples ten times a second at most, and says when more was asked", async () => {
    const probe = await open({}, 1000);
    expect(probe.findings.map(({ code }) => code)).toEqual(["estimate-only", "slow-instrument"]);
    expect(instants(await collectFor(probe, clock, 1.05))).toHaveLength(11);
  });

  it("skips missed ticks, keeps to its grid and names the gap", async () => {
    const start = clock.now();
    const collection = collect(await open());
    await settled();
    clock.stall(0.55);
    await clock.advance(0.2);
    collection.abort();
    await collection.ended;
    expect(instants(collection.batches).map((at) => Number(at - start) / 1e6)).toEqual([0, 550, 600, 700]);
    expect(collection.batches.flatMap(({ gaps }) => gaps)).toEqual([
      { probe: "cpu-model", from: start, to: start + 550_000_000n, reason: "missed-tick" },
    ]);
    expect(collection.batches.map(({ pace }) => pace?.missed)).toEqual([0, 4, 0, 0]);
  });

  it.each([
    ["garbage", "unreadable"],
    ["", "unreadable"],
  ])("has a gap, not a zero, while /proc/stat holds %j", async (text, reason) => {
    const collection = collect(await open());
    await settled();
    writeFileSync(join(root, "proc/stat"), text);
    await clock.advance(0.1);
    stat(5, 5);
    await clock.advance(0.1);
    collection.abort();
    await collection.ended;
    expect(column(collection.batches, 0).map(Number.isNaN)).toEqual([false, true, false]);
    expect(collection.batches.flatMap(({ gaps }) => gaps)).toMatchObject([{ reason }]);
  });

  it("refuses a host whose /proc/stat is absent or garbage", async () => {
    writeFileSync(join(root, "proc/stat"), "\u0000\u0001garbage");
    await expect(open()).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("no lines") });
    unlinkSync(join(root, "proc/stat"));
    await expect(open()).rejects.toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("ENOENT") });
    expect(await cpuModel.detect(host())).toMatchObject({ status: "missing", remedy: expect.any(String) });
  });

  it("refuses more power idle than busy", async () => {
    await expect(open({ idleW: 50 })).rejects.toMatchObject({
      code: "CONFIG",
      remedy: expect.stringContaining("maxW"),
    });
  });

  it("says what it found on the captured machine", async () => {
    expect(await cpuModel.detect(host())).toEqual({
      status: "found",
      what: "ESTIMATE for 2 CPUs: 3 W idle to 13 W busy",
    });
  });
});
