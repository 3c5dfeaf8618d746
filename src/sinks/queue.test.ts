import { describe, expect, it } from "vitest";
import type { Batch } from "../core/batch.js";
import { MeasurementError } from "../core/error.js";
import type { OpenSink } from "../core/sink.js";
import { SinkQueue } from "./queue.js";

/** A batch whose first instant is its number. */
const batch = (number: number, samples = 1): Batch => ({
  probe: "p",
  at: BigInt64Array.from({ length: samples }, (_, index) => BigInt(number + index)),
  columns: [],
  gaps: [],
});

/** A sink that takes a batch when it is let, and says what it took. */
function slowSink(fails?: (number: number) => boolean) {
  const taken: number[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let disposed = 0;
  const sink: OpenSink = {
    async write({ at }) {
      await gate;
      const number = Number(at[0]);
      if (fails?.(number)) throw new MeasurementError("DISK", "it is full", "Make room");
      taken.push(number);
    },
    async [Symbol.asyncDispose]() {
      disposed++;
    },
  };
  return { sink, taken, open, disposals: () => disposed };
}

const CAPACITY = 1000;

describe("a queue before a sink", () => {
  it("takes batches at once and hands them on in order, all of them before it is closed", async () => {
    const { sink, taken, open, disposals } = slowSink();
    const queue = new SinkQueue(sink);
    for (let number = 0; number < 50; number++) queue.push(batch(number), []);
    expect(taken).toEqual([]);
    open();
    await queue[Symbol.asyncDispose]();
    expect(taken).toEqual(Array.from({ length: 50 }, (_, number) => number));
    expect([queue.overflowed, queue.failure, disposals()]).toEqual([0, undefined, 1]);
  });

  it("begins again after it had run empty", async () => {
    const { sink, taken, open } = slowSink();
    open();
    const queue = new SinkQueue(sink);
    queue.push(batch(1), []);
    await new Promise((resolve) => setImmediate(resolve));
    queue.push(batch(2), []);
    await queue[Symbol.asyncDispose]();
    expect(taken).toEqual([1, 2]);
  });

  it("drops what is too much for a slow sink, counts it in samples, and keeps the earlier", async () => {
    const { sink, taken, open } = slowSink();
    const queue = new SinkQueue(sink);
    // One is with the sink, the rest wait.
    for (let number = 0; number <= CAPACITY; number++) queue.push(batch(number), []);
    expect(queue.overflowed).toBe(0);
    queue.push(batch(5000, 25), []);
    queue.push(batch(6000, 5), []);
    expect(queue.overflowed).toBe(30);
    open();
    await queue[Symbol.asyncDispose]();
    expect(taken).toHaveLength(CAPACITY + 1);
    expect(taken.at(-1)).toBe(CAPACITY);
  });

  it("never throws: a sink that fails is given nothing more, and all it did not take is counted", async () => {
    const { sink, taken, open } = slowSink((number) => number >= 2);
    open();
    const queue = new SinkQueue(sink);
    for (let number = 0; number < 5; number++) queue.push(batch(number, 10), []);
    await new Promise((resolve) => setImmediate(resolve));
    queue.push(batch(9, 10), []);
    await queue[Symbol.asyncDispose]();
    expect(taken).toEqual([0, 1]);
    expect(queue.overflowed).toBe(40);
    expect(queue.failure).toMatchObject({ code: "DISK", message: "it is full" });
  });

  it("never throws when the sink cannot be closed, e.g. because its last bytes find no room", async () => {
    const { sink } = slowSink();
    const refusing = { ...sink, [Symbol.asyncDispose]: () => Promise.reject(new Error("ENOSPC")) };
    const queue = new SinkQueue(refusing);
    await queue[Symbol.asyncDispose]();
    expect(queue.failure).toMatchObject({ message: "ENOSPC" });
  });
});
