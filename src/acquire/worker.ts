// The sampling thread: owns the descriptors and the pace. Started by poll-on-thread.ts.
import { readlinkSync, writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { pollLoop } from "./poll-loop.js";
import type { Granted, ThreadTask } from "./poll-on-thread.js";

/** Asks for what makes ticks punctual, and says what was given. Neither needs more than the user already has to be refused politely. */
function raisePunctuality(): Granted {
  const granted = { nice: null as number | null, timerSlackNs: null as number | null };
  try {
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    // The kernel lets a thread's sleeps run 50 us over to save wake-ups; ours are meant to be exact.
    writeFileSync(`/proc/${thread}/timerslack_ns`, "1");
    granted.timerSlackNs = 1;
    setPriority(thread, constants.priority.PRIORITY_HIGHEST);
    granted.nice = constants.priority.PRIORITY_HIGHEST;
  } catch {
    // Refused, or not Linux: the loop is as punctual as an ordinary thread, and the result says so.
  }
  return granted;
}

const { plan, root, control } = workerData as ThreadTask;
const flags = new Int32Array(control);
parentPort?.postMessage({ granted: raisePunctuality() });
pollLoop(plan, root, {
  now: () => process.hrtime.bigint(),
  sleep: (milliseconds) => {
    if (milliseconds > 0) Atomics.wait(flags, 0, 0, milliseconds);
    return Atomics.load(flags, 0) !== 0;
  },
  emit: (batch) => {
    // The columns lie in the same buffer.
    const { buffer } = batch.at;
    parentPort?.postMessage({ batch }, buffer instanceof ArrayBuffer ? [buffer] : []);
  },
});
