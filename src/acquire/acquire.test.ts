import { describe, expect, it } from "vitest";
import type { Batch } from "../core/batch.js";
import { MeasurementError } from "../core/error.js";
import { acquire } from "./acquire.js";
import { batchOf, type Fake, fakeOpen } from "./testing/fake-probe.js";

/** A stream that gives what a test pushes, and ends or dies when the test says so. */
function stream() {
  const waiting: (() => Batch | undefined)[] = [];
  let wake = () => {};
  const next = (take: () => Batch | undefined) => {
    waiting.push(take);
    wake();
  };
  async function* batches(signal: AbortSignal): AsyncGenerator<Batch> {
    signal.addEventListener("abort", () => next(() => undefined));
    for (;;) {
      const take = waiting.shift();
      if (take === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else {
        const batch = take();
        if (batch === undefined) return;
        yield batch;
      }
    }
  }
  const throws = (error: unknown) => () => {
    throw error;
  };
  return { batches, push: (batch: Batch) => next(() => batch), die: (error: unknown) => next(throws(error)) };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Acquisition from named fakes, with a record of what its consumer was told. */
function acquiring(fakes: Readonly<Record<string, Fake>>) {
  const stop = new AbortController();
  const batches: Batch[] = [];
  const ended: [string, MeasurementError | undefined][] = [];
  const probes = Object.entries(fakes).map(([name, fake]) => ({ name, settings: {}, open: fakeOpen(name, fake) }));
  const acquisition = acquire(
    probes,
    { batch: (batch) => batches.push(batch), ended: (probe, error) => ended.push([probe, error]) },
    stop.signal,
  );
  const state = { started: false, finished: false };
  void acquisition.started.then(() => (state.started = true));
  void acquisition.finished.then(() => (state.finished = true));
  return { acquisition, stop, batches, ended, state };
}

describe("acquire", () => {
  it("goes on with the others when one dies, and says which and of what", async () => {
    const [a, b] = [stream(), stream()];
    const { acquisition, stop, batches, ended, state } = acquiring({
      a: { batches: a.batches },
      b: { batches: b.batches },
    });
    a.push(batchOf("a", 1n, 5));
    b.push(batchOf("b", 1n, 6));
    await turn();
    a.die(new MeasurementError("PROBE_DIED", "unplugged", "plug it in"));
    await turn();
    expect(ended).toMatchObject([["a", { code: "PROBE_DIED", message: "unplugged" }]]);
    b.push(batchOf("b", 2n, 7));
    await turn();
    expect(batches.map(({ probe, columns }) => [probe, columns[0]?.[0]])).toEqual([
      ["a", 5],
      ["b", 6],
      ["b", 7],
    ]);
    expect(state.finished).toBe(false);
    stop.abort();
    await acquisition.finished;
    expect(ended.map(([probe, error]) => [probe, error === undefined])).toEqual([
      ["a", false],
      ["b", true],
    ]);
  });

  it("has started when every probe gave a sample or ended, not before", async () => {
    const [a, b] = [stream(), stream()];
    const { acquisition, state } = acquiring({ a: { batches: a.batches }, b: { batches: b.batches } });
    a.push(batchOf("a", 1n, 5));
    await turn();
    expect(state.started).toBe(false);
    b.die(new Error("never came to anything"));
    await acquisition.started;
    expect(state.finished).toBe(false);
  });

  it("has started and finished at once without probes", async () => {
    const { acquisition } = acquiring({});
    await Promise.all([acquisition.started, acquisition.finished]);
  });

  it("makes a MeasurementError of whatever a probe throws, also before its first sample", async () => {
    const thrown = () => {
      throw new TypeError("x is not a function");
    };
    const { acquisition, ended } = acquiring({ a: { batches: thrown } });
    await acquisition.finished;
    expect(ended).toMatchObject([["a", { code: "INTERNAL", message: "x is not a function" }]]);
  });

  it("gives batches the name that the probe has in the recording", async () => {
    const source = stream();
    const { acquisition, stop, batches } = acquiring({ "meter#2": { batches: source.batches } });
    source.push(batchOf("meter", 1n, 5));
    await acquisition.started;
    stop.abort();
    await acquisition.finished;
    expect(batches.map(({ probe }) => probe)).toEqual(["meter#2"]);
  });
});
