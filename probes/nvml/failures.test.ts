import { afterEach, describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import { hostClock } from "../../src/core/clock.js";
import { secondsBetween } from "../../src/core/units.js";
import { gapsOf, hasGap, valuesOf } from "../shared/test-program.js";
import probe from "./probe.js";
import { missingForDouble } from "./testing/double.js";
import { instantsOf, left, openOn, computer as plant, sampleUntil, signalReader } from "./testing/sampling.js";

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
  it("by hanging when it is looked for is told of, since there may be a GPU behind it", async () => {
    const here = computer("gpus 1", "hang energy 0");
    expect(await probe.detect(here.host)).toMatchObject({
      status: "not-working",
      what: expect.stringContaining("too long"),
    });
    expect(left(here.root)).toBe(false);
  });

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
