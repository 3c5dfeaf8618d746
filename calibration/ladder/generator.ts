import { Worker } from "node:worker_threads";
import { asMeasurementError, type MeasurementError } from "../../src/core/error.js";
import type { BurnTask } from "./burn.js";
import type { RunningLoad, StartLoad, SwitchedLoad } from "./load.js";

// Beside this file in dist/; when the sources run unbuilt, a thread of plain Node still needs the built one.
const burnerUrl = new URL(import.meta.url.endsWith(".ts") ? "../../dist/burner.js" : "./burner.js", import.meta.url);

/** The built-in load: threads of this process, each busy for the duty of a period of about 10 ms. They end with the process. */
export const generateLoad: StartLoad = async ({ threads, dutyPercent }): Promise<RunningLoad> => {
  const control = new SharedArrayBuffer(4);
  const flags = new Int32Array(control);
  const ends = Array.from({ length: threads }, (_, thread) => {
    const task: BurnTask = { share: dutyPercent / 100, phase: thread / threads, control };
    return endOf(new Worker(burnerUrl, { workerData: task, name: `load ${thread}` }));
  });
  const ended = Promise.all(ends).then((errors) => errors.find((error) => error !== undefined));
  return {
    ended: Promise.race([ended, ...ends.map(failureOf)]),
    async stop() {
      Atomics.store(flags, 0, 1);
      Atomics.notify(flags, 0);
      await ended;
    },
  };
};

/** Threads that rest until they are switched on. Resolves when all of them are there. */
export async function switchedLoad(threads: number): Promise<SwitchedLoad> {
  const control = new SharedArrayBuffer(8);
  const followed = new SharedArrayBuffer(8 * threads);
  const [flags, instants] = [new Int32Array(control), new BigInt64Array(followed)];
  flags[1] = 1;
  const workers = Array.from({ length: threads }, (_, index) => {
    const task: BurnTask = { share: 1, phase: 0, control, followed, index };
    return new Worker(burnerUrl, { workerData: task, name: `pulse ${index}` });
  });
  const ends = workers.map(endOf);
  const online = workers.map((worker) => new Promise((resolve) => worker.once("online", resolve)));
  await Promise.race([Promise.all(online), ...ends]);
  const ended = Promise.all(ends).then((errors) => errors.find((error) => error !== undefined));
  return {
    ended: Promise.race([ended, ...ends.map(failureOf)]),
    switch(full) {
      for (let k = 0; k < threads; k++) Atomics.store(instants, k, 0n);
      Atomics.store(flags, 1, full ? 0 : 1);
      Atomics.notify(flags, 1);
    },
    followed() {
      const last = instants.map((_, k) => Atomics.load(instants, k));
      return last.includes(0n) ? undefined : last.sort().at(-1);
    },
    async stop() {
      Atomics.store(flags, 0, 1);
      Atomics.store(flags, 1, 0);
      Atomics.notify(flags, 1);
      await ended;
    },
  };
}

/** Resolves when a thread is over, to the reason when it was no stop. */
const endOf = (worker: Worker): Promise<MeasurementError | undefined> =>
  new Promise((resolve) => {
    worker.once("error", (error) => resolve(asMeasurementError(error)));
    worker.once("exit", () => resolve(undefined));
  });

/** The failure of one thread, while the others go on; never settles for one that was stopped. */
const failureOf = (end: Promise<MeasurementError | undefined>): Promise<MeasurementError> =>
  new Promise((resolve) => {
    void end.then((error) => error !== undefined && resolve(error));
  });
