import { hostClock } from "../../src/core/clock.js";

/** What a thread of the built-in load is started with. */
export interface BurnTask {
  /** The share of each period that it is busy. */
  readonly share: number;
  /** Where in the period it begins, as a share: threads in step with each other would make the load ripple. */
  readonly phase: number;
  /** One Int32: not zero means stop. A second one, of a load that is switched: not zero means rest. */
  readonly control: SharedArrayBuffer;
  /** Of a load that is switched: where this thread writes when it last began to burn or to rest, one BigInt64 each. */
  readonly followed?: SharedArrayBuffer;
  readonly index?: number;
}

/**
 * About 100 Hz, fast against thermal and averaging times. No whole multiple of it is near the period of a common sensor
 * (1, 2, 5, 10, 20, 50, 100 ms, 1 s): one in step with the load would see the same part of it every time.
 */
const PERIOD_MS = 10.7;
/** Additions between two looks at the clock: some microseconds. */
const CHUNK = 2000;

/** Burns until told to stop; that takes no longer than a chunk. */
export function burn(task: BurnTask): void {
  if (task.followed !== undefined) {
    burnSwitched(task, new BigInt64Array(task.followed));
    return;
  }
  const { share, phase, control } = task;
  const flags = new Int32Array(control);
  const stopped = () => Atomics.load(flags, 0) !== 0;
  const begin = hostClock.now();
  const elapsedMs = () => Number(hostClock.now() - begin) / 1e6 + phase * PERIOD_MS;
  while (!stopped()) {
    const from = Math.floor(elapsedMs() / PERIOD_MS) * PERIOD_MS;
    while (elapsedMs() < from + share * PERIOD_MS && !stopped()) work();
    const rest = from + PERIOD_MS - elapsedMs();
    if (rest > 0) Atomics.wait(flags, 0, 0, rest);
  }
}

/** Burns or rests as the second word of the control says, and tells when it followed. */
function burnSwitched({ control, index = 0 }: BurnTask, followed: BigInt64Array): void {
  const flags = new Int32Array(control);
  let resting: number | undefined;
  while (Atomics.load(flags, 0) === 0) {
    const rest = Atomics.load(flags, 1);
    if (rest !== resting) Atomics.store(followed, index, hostClock.now());
    resting = rest;
    if (rest === 0) work();
    else Atomics.wait(flags, 1, rest);
  }
}

/** Something to do that the compiler cannot leave out. */
const sink = new Float64Array(1);
function work(): void {
  let sum = sink[0] ?? 0;
  for (let i = 1; i < CHUNK; i++) sum += 1 / (i + sum);
  sink[0] = sum % 1;
}
