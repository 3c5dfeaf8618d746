import { describe, expect, it } from "vitest";
import { MeasurementError } from "../../src/core/error.js";
import { ManualClock, settled } from "../../test/contract/manual-clock.js";
import { type Climb, climb, windowsOf } from "./climb.js";
import type { StartLoad } from "./load.js";
import { defaultLoads, planLadder } from "./plan.js";
import { SteadyWatch } from "./watch.js";

const dwell = { minS: 5, maxS: 30, steadyS: 4 };
const steps = planLadder(defaultLoads(2), 1).slice(0, 3);

/** Loads that only say whether they run, and can be made to end. */
function loads() {
  const events: string[] = [];
  const running = new Map<number, (error: MeasurementError | undefined) => void>();
  const start: StartLoad = async ({ index }) => {
    events.push(`start ${index}`);
    const ended = new Promise<MeasurementError | undefined>((resolve) => running.set(index, resolve));
    const stop = async () => {
      if (running.delete(index)) events.push(`stop ${index}`);
    };
    return { ended, stop };
  };
  return { events, running, start };
}

function begin(more: Partial<Climb> = {}) {
  const clock = new ManualClock();
  const stop = new AbortController();
  const made = loads();
  const plan = { steps, start: made.start, dwell, clock, signal: stop.signal, isSteady: () => true, ...more };
  const begun = clock.now();
  return { ...made, clock, stop, begun, taken: climb(plan) };
}

describe("steps", () => {
  it("are taken one after the other, each held for the shortest dwell where it is steady at once", async () => {
    const { clock, taken, events, begun } = begin();
    await clock.advance(60);
    expect((await taken).map(({ steady }) => steady)).toEqual([true, true, true]);
    expect(events).toEqual(["start 0", "stop 0", "start 1", "stop 1", "start 2", "stop 2"]);
    expect(windowsOf(await taken, begun)).toEqual([
      { step: 0, from: 0, to: 5e9 },
      { step: 1, from: 5e9, to: 10e9 },
      { step: 2, from: 10e9, to: 15e9 },
    ]);
  });

  it("are held until they are steady, and the longest dwell when they never are", async () => {
    const isSteady: Climb["isSteady"] = (from, to) =>
      to - from === 4_000_000_000n && to > 5_000_000_123n + 12_000_000_000n;
    const { clock, taken, begun } = begin({
      isSteady: (from, to) => (to < 45_000_000_000n ? isSteady(from, to) : false),
    });
    await clock.advance(100);
    const windows = windowsOf(await taken, begun).map(({ from, to }) => (to - from) / 1e9);
    expect(windows[0]).toBeCloseTo(12.25, 6);
    expect(windows[2]).toBeCloseTo(5, 6);
    const never = begin({ isSteady: () => false });
    await never.clock.advance(100);
    expect((await never.taken).map(({ steady }) => steady)).toEqual([false, false, false]);
    expect(windowsOf(await never.taken, never.begun)[0]?.to).toBe(30e9);
  });

  it("end at once on abort, without a load left running; those that were whole are kept", async () => {
    const { clock, taken, stop, running, events } = begin();
    await clock.advance(6);
    stop.abort();
    await settled();
    expect((await taken).map(({ step }) => step.index)).toEqual([0]);
    expect([events.at(-1), running.size]).toEqual(["stop 1", 0]);
  });

  it("are none when it is aborted before", async () => {
    const { events, taken } = begin({ signal: AbortSignal.abort() });
    expect([await taken, events]).toEqual([[], []]);
  });

  it("end in the failure of a load that ends by itself", async () => {
    const { clock, taken, running } = begin();
    const failed = expect(taken).rejects.toMatchObject({ code: "CONFIG", message: "gone" });
    await clock.advance(6);
    running.get(1)?.(new MeasurementError("CONFIG", "gone", "none"));
    await settled();
    await failed;
    expect(running.size).toBe(0);
  });

  it("end in the failure of a load that cannot be started", async () => {
    const { taken } = begin({ start: () => Promise.reject(new MeasurementError("COMMAND_NOT_FOUND", "no", "none")) });
    await expect(taken).rejects.toMatchObject({ code: "COMMAND_NOT_FOUND" });
  });
});

describe("what is watched", () => {
  const times = (from: number, to: number, step = 0.1) =>
    Array.from({ length: Math.round((to - from) / step) }, (_, i) => BigInt(Math.round((from + i * step) * 1e9)));
  const second = 1_000_000_000n;

  it("is steady when every trace is, over the whole span", () => {
    const watch = new SteadyWatch(2, 10);
    watch.push(
      0,
      times(0, 20),
      times(0, 20).map(() => 50),
    );
    expect(watch.isSteady(10n * second, 20n * second)).toBe(false);
    watch.push(
      1,
      times(0, 14),
      times(0, 14).map(() => 5),
    );
    expect(watch.isSteady(10n * second, 20n * second)).toBe(false);
    watch.push(
      1,
      times(14, 20),
      times(14, 20).map((_, i) => 5 + 0.1 * i),
    );
    expect(watch.isSteady(10n * second, 20n * second)).toBe(false);
    expect(watch.isSteady(5n * second, 14n * second)).toBe(true);
  });

  it("is not steady when it is nothing but gaps", () => {
    const watch = new SteadyWatch(1, 10);
    watch.push(
      0,
      times(0, 20),
      times(0, 20).map(() => Number.NaN),
    );
    expect(watch.isSteady(0n, 20n * second)).toBe(false);
  });

  it("keeps what may be asked for, for hours", () => {
    const watch = new SteadyWatch(1, 10);
    for (let hour = 0; hour < 100; hour++)
      watch.push(
        0,
        times(hour * 36, hour * 36 + 36),
        times(0, 36).map(() => 5),
      );
    expect(watch.isSteady(3588n * second, 3598n * second)).toBe(true);
  });
});
