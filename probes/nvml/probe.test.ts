import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import { hostClock } from "../../src/core/clock.js";
import type { OpenRequest } from "../../src/core/probe.js";
import { secondsBetween } from "../../src/core/units.js";
import { refusals } from "../shared/nvidia/refusals.js";
import { testHost } from "../shared/test-host.js";
import probe from "./probe.js";
import { type Double, missingForDouble, plantDouble } from "./testing/double.js";

const missing = missingForDouble();
const live = describe.skipIf(missing !== undefined);
if (missing !== undefined) console.warn(`nvml: skipped: ${missing}`);

const doubles: Double[] = [];
/** A computer with the double of the library, told these lines. */
function computer(...lines: readonly string[]) {
  const double = plantDouble(...lines);
  doubles.push(double);
  return { ...double, host: { ...testHost(double.root), clock: hostClock } };
}
afterEach(() => {
  for (const { misuse } of doubles.splice(0)) expect(misuse()).toBe("");
});

const openOn = ({ host }: ReturnType<typeof computer>, settings: unknown = {}, request: OpenRequest = {}) =>
  probe.open(probe.settings.parse(settings), host, request);
type Open = Awaited<ReturnType<typeof openOn>>;

const PATIENCE_MS = 50_000;
/** Samples until `seen`; `during` is called once there are samples. */
async function sampleUntil(open: Open, seen: (batches: readonly Batch[]) => boolean, during = () => {}) {
  const stop = new AbortController();
  const batches: Batch[] = [];
  let changed = false;
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
  for await (const batch of open.batches(signal)) {
    batches.push(batch);
    if (!changed && samplesOf(batches) > 0) during();
    changed = true;
    if (seen(batches)) stop.abort();
  }
  return batches;
}

const samplesOf = (batches: readonly Batch[]) => batches.reduce((sum, { at }) => sum + at.length, 0);
const some = (batches: readonly Batch[]) => samplesOf(batches) > 0;
const gapsOf = (batches: readonly Batch[]) => batches.flatMap(({ gaps }) => gaps);
const hasGap = (reason: string) => (batches: readonly Batch[]) => gapsOf(batches).some((gap) => gap.reason === reason);
const valuesOf = (batches: readonly Batch[], column: number) =>
  batches.flatMap(({ columns }) => [...(columns[column] ?? [])]);
const instantsOf = (batches: readonly Batch[]) => batches.flatMap(({ at }) => [...at]);
/** Whether a program with the tree's library is left. */
const left = (root: string) => execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).includes(root);
/** Only the sampling program has a plan among its arguments. */
const signalReader = (root: string, signal: string) => execFileSync("pkill", [signal, "-f", `${root}.*sources`]);

live("the probe", { timeout: 60_000 }, () => {
  it("samples every GPU's energy counter, to the end, and leaves no program behind", async () => {
    const here = computer();
    await using open = await openOn(here);
    expect(open.rails).toMatchObject([
      { id: "gpu0", point: "supply-output", measures: "energy-counter", period: 0.1, plausiblePower: 640 },
      { id: "gpu1", measures: "energy-counter", columns: [{ unit: "mJ", scale: 1e-3 }] },
    ]);
    expect(open.rails[0]?.counterRange).toBeUndefined();
    expect(open.rails[0]?.note).toContain("GPU-10000000-2222-3333-4444-555555555555, 00000000:0B:00.0: energy");
    expect(open.totals).toEqual([{ name: "GPUs", parts: ["gpu0", "gpu1"], scope: "GPU boards" }]);
    const batches = await sampleUntil(open, (all) => samplesOf(all) > 20);
    const [at, energy] = [instantsOf(batches), valuesOf(batches, 0)];
    const span = secondsBetween(at[0] ?? 0n, at.at(-1) ?? 0n);
    const watts = ((energy.at(-1) ?? 0) - (energy[0] ?? 0)) / 1000 / span;
    expect(Math.abs(watts - 86.41)).toBeLessThan((86.41 * 0.1) / span + 1);
    expect(secondsBetween(at.at(-1) ?? 0n, hostClock.now())).toBeLessThan(5);
    expect(gapsOf(batches)).toEqual([]);
    expect(left(here.root)).toBe(false);
  });

  it.each([
    ["energy", [], "energy-counter", "energy"],
    ["energy", ["refuse energy * 13"], "energy-counter", "energy-field"],
    ["auto", ["refuse energy * 3", "refuse f83.0 * 3"], "power", "instant"],
    ["auto", ["stuck"], "power", "instant"],
    ["auto", ["stuck", "refuse f186.0 * 3"], "power", "average"],
    ["auto", ["stuck", "refuse fields * 13"], "power", "usage"],
    ["instant", [], "power", "instant"],
    ["average", [], "power", "average"],
    ["usage", [], "power", "usage"],
  ] as const)("value=%s with %j is read as %s, by %s", async (value, lines, measures, way) => {
    const open = await openOn(computer("gpus 1", ...lines), { value });
    expect(open.rails).toMatchObject([{ id: "gpu0", measures }]);
    expect(open.rails[0]?.note).toMatch(new RegExp(`: ${way}$`));
    if (lines.length > 0 && measures === "power") expect(valuesOf(await sampleUntil(open, some), 0)[0]).toBe(86410);
    await open[Symbol.asyncDispose]();
  });

  it("selects a GPU", async () => {
    await using open = await openOn(computer(), { gpus: 1 });
    expect(open.rails.map(({ id }) => id)).toEqual(["gpu1"]);
  });

  it("puts the module around its GPU, and adds modules", async () => {
    await using open = await openOn(computer("module"), { value: "instant" });
    expect(open.rails.map(({ id, partOf }) => [id, partOf])).toEqual([
      ["gpu0/module", undefined],
      ["gpu0", "gpu0/module"],
      ["gpu1/module", undefined],
      ["gpu1", "gpu1/module"],
    ]);
    expect(open.totals[0]?.parts).toEqual(["gpu0/module", "gpu1/module"]);
    const batches = await sampleUntil(open, some);
    expect([0, 1].map((column) => valuesOf(batches, column)[0])).toEqual([146410, 86410]);
  });

  it("invents no module where an old driver gives the GPU's power for any scope", async () => {
    await using open = await openOn(computer("no-scopes"));
    expect(open.rails.map(({ id }) => id)).toEqual(["gpu0", "gpu1"]);
  });

  it("samples no faster than the library answers or the GPUs change", async () => {
    await using open = await openOn(computer(), { value: "instant" }, { rate: 1000 });
    expect(open.rails[0]?.period).toBeCloseTo(0.01, 2);
    expect(open.findings.map(({ code }) => code)).toContain("slow-instrument");
  });

  it("has a gap with the word, never a zero, where a reading fails", async () => {
    const here = computer();
    await using open = await openOn(here, { value: "usage" });
    const batches = await sampleUntil(open, hasGap("unknown-error"), () => here.tell("refuse usage 1 999"));
    expect(valuesOf(batches, 1).some(Number.isNaN)).toBe(true);
    expect(valuesOf(batches, 1)).not.toContain(0);
    expect(valuesOf(batches, 0).some(Number.isNaN)).toBe(false);
    expect(gapsOf(batches).find(({ reason }) => reason === "unknown-error")?.columns).toEqual(["gpu1"]);
  });

  it("shows no power that no board has", async () => {
    const here = computer("gpus 1");
    await using open = await openOn(here, { value: "instant" });
    const batches = await sampleUntil(open, hasGap("out-of-range"), () => here.tell("gpus 1", "power 0 4294967295"));
    expect(Math.max(...valuesOf(batches, 0).filter(Number.isFinite))).toBe(86410);
  });

  it("hands on a counter that went back as it is: it counts anew, and the difference is no energy", async () => {
    const here = computer("gpus 1");
    await using open = await openOn(here);
    const wentBack = (batches: readonly Batch[]) => {
      const values = valuesOf(batches, 0);
      return values.some((value, index) => value < (values[index - 1] ?? 0));
    };
    expect(wentBack(await sampleUntil(open, wentBack, () => here.tell("gpus 1", "base 0")))).toBe(true);
  });
});

live("a GPU that is lost", { timeout: 60_000 }, () => {
  it("ends the probe when there is no other", async () => {
    const here = computer("gpus 1");
    await using open = await openOn(here);
    const sampling = sampleUntil(
      open,
      () => false,
      () => here.tell("gpus 1", "lost 0 0"),
    );
    await expect(sampling).rejects.toMatchObject({
      code: "PROBE_DIED",
      message: expect.stringContaining("gpu0"),
      remedy: expect.stringContaining("dmesg"),
    });
    expect(left(here.root)).toBe(false);
  });

  it("leaves the others' samples to the end, and is told then", async () => {
    const here = computer();
    await using open = await openOn(here, { value: "instant" });
    const batches: Batch[] = [];
    const sampling = sampleUntil(
      open,
      (all) => {
        batches.splice(0, batches.length, ...all);
        return valuesOf(all, 1).filter(Number.isNaN).length > 20;
      },
      () => here.tell("lost 1 0"),
    );
    await expect(sampling).rejects.toMatchObject({ code: "PROBE_DIED", message: expect.stringContaining("gpu1") });
    expect(valuesOf(batches, 0).some(Number.isNaN)).toBe(false);
    expect(hasGap("gpu-lost")(batches)).toBe(true);
  });

  it("from the start is left out, and said", async () => {
    const here = computer("refuse handle 0 15");
    await using open = await openOn(here);
    expect(open.rails.map(({ id }) => id)).toEqual(["gpu1"]);
    expect(open.findings).toContainEqual(expect.objectContaining({ message: "GPU 0 does not answer: gpu-lost" }));
    await expect(openOn(here, { gpus: 0 })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

live("a library that fails", { timeout: 60_000 }, () => {
  it("by hanging is started again, and leaves a gap", async () => {
    const here = computer("gpus 1");
    await using open = await openOn(here);
    const hang = () => {
      here.tell("gpus 1", "hang energy 0");
      void hostClock.until(hostClock.now() + 5_500_000_000n).then(() => here.tell("gpus 1"));
    };
    const batches = await sampleUntil(open, hasGap("program-silent"), hang);
    const gap = gapsOf(batches).find(({ reason }) => reason === "program-silent");
    expect(instantsOf(batches)).toContain(gap?.from);
    expect(instantsOf(batches)).toContain(gap?.to);
  });

  it("by hanging for ever does not keep the run from its end", async () => {
    const here = computer("gpus 1");
    await using open = await openOn(here);
    const stop = new AbortController();
    const read = async () => {
      for await (const _ of open.batches(stop.signal)) here.tell("gpus 1", "hang energy 0");
    };
    const reading = read();
    await hostClock.until(hostClock.now() + 4_000_000_000n);
    const before = hostClock.now();
    stop.abort();
    await reading;
    expect(secondsBetween(before, hostClock.now())).toBeLessThan(3);
    expect(left(here.root)).toBe(false);
  });

  it.each(["-KILL", "-SEGV"])("by %s takes only its own program with it, which is started again", async (signal) => {
    const here = computer("gpus 1");
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("program-ended"), () => signalReader(here.root, signal));
    expect(hasGap("program-ended")(batches)).toBe(true);
  });

  it("for good ends the probe, with the library's own reason", async () => {
    const here = computer("gpus 1");
    await using open = await openOn(here);
    const sampling = sampleUntil(
      open,
      () => false,
      () => {
        here.tell("refuse init 18");
        signalReader(here.root, "-KILL");
      },
    );
    await expect(sampling).rejects.toMatchObject({
      code: "PROBE_DIED",
      message: expect.stringContaining("different versions"),
    });
  });
});

live("what keeps it from opening", { timeout: 60_000 }, () => {
  const refusal = (exit: number) => refusals.find((known) => known.exit === exit);
  it.each([
    [9, "missing", "UNAVAILABLE", refusal(9)?.remedy],
    [18, "missing", "UNAVAILABLE", refusal(18)?.remedy],
    [4, "no-permission", "PERMISSION", refusal(4)?.remedy],
    [17, "no-permission", "PERMISSION", refusal(17)?.remedy],
    [12, "missing", "UNAVAILABLE", refusal(12)?.remedy],
    [999, "missing", "UNAVAILABLE", expect.stringContaining("by hand")],
  ])("return code %i: what the tool's own program says too", async (code, status, error, remedy) => {
    const here = computer(`refuse init ${code}`);
    expect(await probe.detect(here.host)).toMatchObject({ status, remedy });
    await expect(openOn(here)).rejects.toMatchObject({ code: error, remedy });
  });

  it("is a Jetson's GPU, which supports nothing", async () => {
    const all = ["energy", "usage", "fields", "samples"].map((what) => `refuse ${what} * 3`);
    const here = computer("gpus 1", "name Orin (nvgpu)", ...all);
    const remedy = expect.stringContaining("jetson-ina");
    expect(await probe.detect(here.host)).toMatchObject({ status: "missing", remedy });
    const message = expect.stringContaining("instant not-supported");
    await expect(openOn(here)).rejects.toMatchObject({ code: "UNAVAILABLE", message, remedy });
  });

  it("is that the library has no GPU", async () => {
    expect(await probe.detect(computer("gpus 0").host)).toMatchObject({
      status: "missing",
      remedy: expect.stringMatching(/lspci/),
    });
  });

  it("is a file that is no library, or none at all", async () => {
    const here = computer();
    writeFileSync(here.library, "text");
    expect(await probe.detect(here.host)).toMatchObject({ what: expect.stringContaining("cannot be loaded") });
    rmSync(here.library);
    expect(await probe.detect(here.host)).toMatchObject({
      status: "missing",
      what: expect.stringMatching(/not installed/),
    });
  });

  it("is a name that no GPU has", async () => {
    await expect(openOn(computer(), { gpus: 7 })).rejects.toMatchObject({
      code: "UNKNOWN_NAME",
      remedy: expect.stringContaining("GPU-20000000"),
    });
  });

  it("is a way of reading that it does not have, while auto has another", async () => {
    const here = computer("gpus 1", "refuse usage * 3");
    await expect(openOn(here, { value: "usage" })).rejects.toMatchObject({ remedy: "Use `value=auto`" });
  });
});
