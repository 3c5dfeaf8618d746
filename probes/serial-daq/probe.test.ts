import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import { hostClock } from "../../src/core/clock.js";
import type { OpenProbe } from "../../src/core/probe.js";
import { testHost } from "../shared/test-host.js";
import probe from "./probe.js";
import { canPlayPorts, linkById, Pty } from "./testing/pty.js";

const PATIENCE_MS = 20_000;
const words = {
  path: "/dev/ttyUSB0",
  protocol: "csv",
  csv: { columns: "time:ms cpu:V cpu:A dram:W", periodMs: 10 },
  rails: {
    cpu: { point: "regulator-output", accuracyPercent: 1 },
    dram: { point: "regulator-output", accuracyPercent: 1 },
  },
};

const ptys: Pty[] = [];
afterEach(async () => {
  for (const pty of ptys.splice(0)) await pty.end();
});

function computer() {
  const root = mkdtempSync(join(tmpdir(), "serial-"));
  return { root, host: { ...testHost(root), clock: hostClock } };
}

function plug(root: string, name = "ttyUSB0"): Pty {
  const pty = new Pty(join(root, "dev", name));
  ptys.push(pty);
  return pty;
}

const row = (ms: number): string => `${ms},12.0,${1 + (ms % 10) / 10},3.5\r\n`;
const openOn = ({ host }: ReturnType<typeof computer>, settings: unknown = words, request = {}) =>
  probe.open(probe.settings.parse(settings), host, request);

/** Samples until `seen`, however long a busy computer takes for it. */
async function sampleUntil(open: OpenProbe, seen: (batches: readonly Batch[]) => boolean, first = () => {}) {
  const stop = new AbortController();
  const batches: Batch[] = [];
  for await (const batch of open.batches(AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE_MS)]))) {
    batches.push(batch);
    if (batches.length === 2) first();
    if (seen(batches)) stop.abort();
  }
  return batches;
}

const samplesOf = (batches: readonly Batch[]) => batches.reduce((sum, { at }) => sum + at.length, 0);
const atLeast = (count: number) => (batches: readonly Batch[]) => samplesOf(batches) >= count;
const gapsOf = (batches: readonly Batch[]) => batches.flatMap(({ gaps }) => gaps);
const hasGap = (reason: string) => (batches: readonly Batch[]) => gapsOf(batches).some((gap) => gap.reason === reason);
const valuesOf = (batches: readonly Batch[], column: number) =>
  batches.flatMap(({ columns }) => [...(columns[column] ?? [])]);

describe.skipIf(!canPlayPorts)(`a meter on a port${canPlayPorts ? "" : " (skipped: no socat)"}`, () => {
  it("is sampled by its own clock, as the user described its rails", { timeout: 60_000 }, async () => {
    const here = computer();
    plug(here.root).talk(10, row);
    await using open = await openOn(here, {
      ...words,
      totals: [{ name: "sum", parts: ["CPU core", "dram"], scope: "processor" }],
      rails: { ...words.rails, cpu: { ...words.rails.cpu, name: "CPU core" } },
    });
    expect(open.rails.map(({ id, point }) => [id, point])).toEqual([
      ["CPU core", "regulator-output"],
      ["dram", "regulator-output"],
    ]);
    expect(open.totals).toHaveLength(1);
    const batches = await sampleUntil(open, atLeast(50));
    const at = batches.flatMap((batch) => [...batch.at]);
    const steps = at.slice(1).map((instant, i) => Number(instant - (at[i] ?? 0n)) / 1e6);
    expect(new Set(valuesOf(batches, 0))).toEqual(new Set([12]));
    expect(
      valuesOf(batches, 1)
        .slice(0, 20)
        .every((amps) => amps >= 1 && amps < 2),
    ).toBe(true);
    expect(steps.every((step) => step > 0)).toBe(true);
  });

  it("has neither a zero nor a sample for garbage, and tells the gap", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root).talk(10, row);
    await using open = await openOn(here);
    const garbage = Uint8Array.from({ length: 200 }, (_, i) => (i * 37 + 128) & 0xff).map((byte) =>
      byte === 10 ? 11 : byte,
    );
    const batches = await sampleUntil(open, hasGap("rejected-bytes"), () => {
      let damaged = 20;
      pty.talk(10, (ms) => (damaged-- > 0 ? garbage : row(ms)));
    });
    expect(new Set(valuesOf(batches, 0))).toEqual(new Set([12]));
    expect(new Set(valuesOf(batches, 2))).toEqual(new Set([3.5]));
  });

  it("that comes back under another name is found by its link, and the gap told", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root).talk(10, row);
    linkById(here.root, "ttyUSB0", "usb-Meter_0042-if00-port0");
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("device-gone"), () => {
      void pty.end().then(() => {
        rmSync(join(here.root, "dev/serial/by-id"), { recursive: true });
        plug(here.root, "ttyUSB3").talk(10, row);
        linkById(here.root, "ttyUSB3", "usb-Meter_0042-if00-port0");
      });
    });
    expect(gapsOf(batches).map(({ reason }) => reason)).toContain("device-gone");
    const gap = gapsOf(batches).find(({ reason }) => reason === "device-gone");
    const at = batches.flatMap((batch) => [...batch.at]);
    expect(at).toContain(gap?.from);
    expect(at).toContain(gap?.to);
  });

  it("that falls silent is opened again", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root).talk(10, row);
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("device-silent"), () => {
      pty.signal("SIGSTOP");
      setTimeout(() => pty.signal("SIGCONT"), 4000);
    });
    expect(hasGap("device-silent")(batches)).toBe(true);
  });

  it("that never comes back ends the probe", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root).talk(10, row);
    const clock = { ...hostClock, until: (at: bigint, signal?: AbortSignal) => hostClock.until(soon(at), signal) };
    const soon = (at: bigint) => hostClock.now() + (at - hostClock.now()) / 10n;
    await using open = await probe.open(probe.settings.parse(words), { ...here.host, clock }, {});
    await expect(
      sampleUntil(
        open,
        () => false,
        () => void pty.end(),
      ),
    ).rejects.toMatchObject({
      code: "PROBE_DIED",
      message: expect.stringContaining("/dev/ttyUSB0"),
    });
  });

  it("in use by another is refused, and free again when the other is done", { timeout: 60_000 }, async () => {
    const here = computer();
    plug(here.root).talk(10, row);
    const first = await openOn(here);
    await expect(openOn(here)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("in use by another program"),
      remedy: expect.stringContaining("fuser"),
    });
    await first[Symbol.asyncDispose]();
    await (await openOn(here))[Symbol.asyncDispose]();
  });

  it("that says nothing, or something else, is refused with what it said", { timeout: 60_000 }, async () => {
    const here = computer();
    const pty = plug(here.root);
    await expect(openOn(here)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("nothing"),
    });
    pty.talk(10, () => "BusV: 5.00\r\n");
    await expect(openOn(here)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("BusV: 5.00"),
    });
  });

  it("is started and stopped where it has to be, and is at the wall without being told", {
    timeout: 60_000,
  }, async () => {
    const here = computer();
    const pty = plug(here.root);
    const record = "#d,-,18,972,2277,433,5,0,70035,5602,973,2280,435,972,2274,432,95,0,0,500,1020;\r\n";
    pty.talk(50, () => (pty.heard.includes("#L,W,3,E,_,1;") ? record : ""));
    const settings = { path: "/dev/ttyUSB0", protocol: "watts-up", rails: { wall: { accuracyPercent: 1.5 } } };
    const open = await openOn(here, settings);
    expect(open.rails[0]?.point).toBe("wall");
    const batches = await sampleUntil(open, atLeast(3));
    expect(new Set(valuesOf(batches, 0))).toEqual(new Set([972]));
    await open[Symbol.asyncDispose]();
    await hostClock.until(hostClock.now() + 200_000_000n);
    expect(pty.heard).toMatch(/#L,W,0;$/);
  });
});

describe("what keeps it from opening", () => {
  it("is a port that is not there, with what to do", async () => {
    await expect(openOn(computer())).rejects.toMatchObject({
      code: "UNAVAILABLE",
      remedy: expect.stringContaining("Plug"),
    });
  });

  it("is a file that is no port", async () => {
    const here = computer();
    mkdirSync(join(here.root, "dev"));
    writeFileSync(join(here.root, "dev/ttyUSB0"), "text");
    await expect(openOn(here)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("no serial port"),
    });
  });
});

describe("settings", () => {
  const problems = (given: unknown) =>
    (probe.settings.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);

  it("are the chosen protocol's, and no other's", () => {
    expect(problems(words)).toEqual([]);
    expect(problems({ ...words, csv: undefined })).toContainEqual(expect.stringContaining("csv.columns"));
    expect(problems({ ...words, smartpower3: {} })).toContainEqual(expect.stringContaining("this one is csv"));
    expect(problems({ ...words, protocol: "cvs" })).toContainEqual(expect.stringContaining("protocol"));
    expect(problems({ ...words, csv: { ...words.csv, colums: 1 } })).toContainEqual(expect.stringContaining("colums"));
  });
});
