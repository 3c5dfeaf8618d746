import { Worker } from "node:worker_threads";
import type { Clock } from "../../src/core/clock.js";
import { nanoseconds, type Seconds } from "../../src/core/units.js";
import type { SwitchTask } from "./burn.js";
import { burnerUrl, endOf } from "./generator.js";
import type { SwitchedLoad } from "./load.js";

const [STOP, ON, CHANGED] = [0, 1, 2];
/** A thread that has not changed by then is waiting for a processor. */
const PATIENCE: Seconds = 0.02;

/**
 * The built-in load, switched: threads that are busy while it is on. A change is over when every thread has said so, or
 * after 20 ms on a computer that has no processor to give. They end with the process.
 */
export async function generateSwitched(threads: number, clock: Clock): Promise<SwitchedLoad> {
  const control = new SharedArrayBuffer(12);
  const flags = new Int32Array(control);
  const task: SwitchTask = { control };
  const workers = Array.from(
    { length: threads },
    (_, thread) => new Worker(burnerUrl, { workerData: task, name: `load ${thread}` }),
  );
  const ends = workers.map(endOf);
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("online", resolve))));
  const ended = Promise.all(ends).then((errors) => errors.find((error) => error !== undefined));
  let on = false;
  return {
    ended,
    switchTo(wanted) {
      const from = clock.now();
      if (wanted === on) return { from, to: from };
      on = wanted;
      Atomics.store(flags, CHANGED, 0);
      Atomics.store(flags, ON, on ? 1 : 0);
      Atomics.notify(flags, ON);
      const latest = from + nanoseconds(PATIENCE);
      while (Atomics.load(flags, CHANGED) < threads && clock.now() < latest);
      return { from, to: clock.now() };
    },
    async stop() {
      Atomics.store(flags, STOP, 1);
      Atomics.store(flags, ON, 1);
      Atomics.notify(flags, ON);
      await ended;
    },
  };
}
