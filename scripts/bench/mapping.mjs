// How long the mapping of a device's clock takes: an hour of stamps at 20 kHz in batches of a hundredth of a second,
// refitted every second of it; and how much memory a stream takes from its first minutes to its end.
import { median, modules, row } from "./lib.mjs";

const RATE_HZ = 20_000;
const STAMPS = 7.2e7;
const BATCH = 200;
const POOL = 1 << 20;
const MOST_S = 3;
const MOST_MIB = 16;
const SKEW = 37e-6;

/** The rows of the bench: seconds for all stamps, the median of `rounds`; MiB that the last line needs beyond the third. */
export async function mapping({ rounds = 3 } = {}) {
  const { HullClock } = await modules(["src/sync/hull.ts"]);
  const delays = Float64Array.from({ length: POOL }, () => 2e-3 - 1e-3 * Math.log(1 - Math.random()));
  const runs = Array.from({ length: rounds }, () => anHour(new HullClock(), delays));
  const seconds = median(runs.map((run) => run.seconds));
  const mib = median(runs.map((run) => run.mib));
  return [
    row("mapping: an hour of 20 kHz", {
      ours: seconds,
      reference: MOST_S,
      unit: "s (reference: the target)",
      ratio: seconds / MOST_S,
      limit: 1,
    }),
    row("mapping: memory that grows", {
      ours: mib,
      reference: MOST_MIB,
      unit: "MiB (reference: the target)",
      ratio: mib / MOST_MIB,
      limit: 1,
    }),
  ];
}

/** One pass. Making up the stamps is no part of the time. */
function anHour(clock, delays) {
  const device = new Float64Array(BATCH);
  const host = new Float64Array(BATCH);
  let nanos = 0n;
  let early = 0;
  for (let done = 0; done < STAMPS; done += BATCH) {
    for (let k = 0; k < BATCH; k++) {
      const x = (done + k) / RATE_HZ;
      device[k] = x;
      host[k] = x * (1 + SKEW) + delays[(done + k) & (POOL - 1)];
    }
    const from = process.hrtime.bigint();
    clock.push(device, host);
    if (done % RATE_HZ === 0) clock.fit();
    nanos += process.hrtime.bigint() - from;
    if (done === STAMPS / 3) early = held();
  }
  const error = Math.abs(clock.fit().lines.at(-1).skew - SKEW);
  if (!(error < 1e-9)) throw new Error(`the skew is off by ${error}`);
  return { seconds: Number(nanos) / 1e9, mib: Math.max(0, held() - early) };
}

function held() {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
