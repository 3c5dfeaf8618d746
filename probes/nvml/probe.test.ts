import { rmSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import { secondsBetween } from "../../src/core/units.js";
import { Unwrapper } from "../../src/energy/unwrap.js";
import { refusals } from "../shared/nvidia/refusals.js";
import { gapsOf, hasGap, samplesOf, valuesOf } from "../shared/test-program.js";
import probe from "./probe.js";
import { missingForDouble } from "./testing/double.js";
import { instantsOf, left, openOn, computer as plant, sampleUntil, some } from "./testing/sampling.js";

const missing = missingForDouble();
const live = describe.skipIf(missing !== undefined);
if (missing !== undefined) console.warn(`nvml: skipped: ${missing}`);

const computers: ReturnType<typeof plant>[] = [];
const computer: typeof plant = (...lines) => {
  const planted = plant(...lines);
  computers.push(planted);
  return planted;
};
afterEach(() => {
  for (const { misuse } of computers.splice(0)) expect(misuse()).toBe("");
});

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

  it("tells the conditions each GPU tells, in the columns after the rails, up to 20 times a second", async () => {
    const here = computer("refuse utilization 1 3", "pstate * 32");
    await using open = await openOn(here);
    const clocks = ["clock.sm", "clock.memory", "temperature"];
    const names = (gpu: string, more: readonly string[]) => [...clocks, ...more].map((name) => `${gpu}.${name}`);
    expect(open.conditions?.map(({ name }) => name)).toEqual([
      ...names("gpu0", ["utilization", "utilization.memory", "limit"]),
      ...names("gpu1", ["limit"]),
    ]);
    const batches = await sampleUntil(open, (all) => samplesOf(all) > 5);
    expect(batches[0]?.columns.slice(2).map((column) => column[0])).toEqual([
      1410, 1215, 61, 98, 40, 320, 1410, 1215, 61, 320,
    ]);
    await using fast = await openOn(here, {}, { rate: 50 });
    expect(fast.conditions).toEqual([]);
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

  it("takes the samples that the driver keeps, each at its own instant", async () => {
    const here = computer();
    await expect(openOn(here, { value: "samples" })).rejects.toMatchObject({ code: "CONFIG" });
    await using open = await openOn(here, { value: "samples", gpus: 1 });
    expect(open.rails).toMatchObject([{ id: "gpu1", measures: "power", period: 0.02 }]);
    const batches = await sampleUntil(open, (all) => samplesOf(all) > 60);
    expect(new Set(valuesOf(batches, 0))).toEqual(new Set([111500]));
    const at = instantsOf(batches);
    const steps = at.slice(1).map((instant, index) => secondsBetween(at[index] ?? 0n, instant));
    expect(steps.toSorted((a, b) => a - b)[steps.length >> 1]).toBeCloseTo(0.02, 3);
    expect(Math.abs(secondsBetween(at.at(-1) ?? 0n, hostClock.now()))).toBeLessThan(5);
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
    const wentBack = (batches: Parameters<typeof some>[0]) => {
      const values = valuesOf(batches, 0);
      return values.some((value, index) => value < (values[index - 1] ?? 0));
    };
    const batches = await sampleUntil(open, wentBack, () => here.tell("gpus 1", "base 0"));
    const [rail] = open.rails;
    const at = Float64Array.from(instantsOf(batches), Number);
    if (rail === undefined) throw new Error("no rail");
    const unwrapped = new Unwrapper(rail, 0, 5e7).fill({
      length: at.length,
      at,
      columns: [Float64Array.from(valuesOf(batches, 0))],
    });
    expect(unwrapped.segments?.[at.length - 1]).toBe(1);
    expect(Math.max(...unwrapped.values.subarray(0, at.length))).toBeLessThan(1000);
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
