import { PolledFile } from "../../src/acquire/polled-file.js";
import type { Batch, Gap } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import type { Host, PollPlan } from "../../src/core/probe.js";
import { nanoseconds } from "../../src/core/units.js";

/**
 * The host's `poll` without a thread: one batch a tick, read on the test's own thread at the ticks of its clock. A read
 * that fails is NaN with a gap that has the system's word for it.
 */
export function inlinePoll({ root, clock }: { readonly root: string; readonly clock: Clock }): Host["poll"] {
  return async function* (plan, signal) {
    if (signal.aborted) return;
    const files = plan.files.map((file) => new PolledFile(root, file));
    const start = clock.now();
    try {
      let last = start;
      for (let next = 0; !signal.aborted; ) {
        const at = clock.now();
        const tick = Math.max(next, Math.floor(Number(at - start) / (plan.period * 1e9)));
        const missed: readonly Gap[] =
          tick > next ? [{ probe: plan.probe, from: last, to: at, reason: "missed-tick" }] : [];
        yield readTick(plan, files, { at, gaps: missed });
        last = at;
        next = tick + 1;
        await clock.until(start + nanoseconds(next * plan.period), signal);
      }
    } finally {
      for (const file of files) file.close();
    }
  };
}

interface TickStart {
  readonly at: bigint;
  readonly gaps: readonly Gap[];
}

function readTick(plan: PollPlan, files: readonly PolledFile[], { at, gaps: missed }: TickStart): Batch {
  const gaps = [...missed];
  const columns = files.map((file, index) => {
    file.open();
    const value = file.read();
    const name = plan.files[index]?.column ?? "";
    if (Number.isNaN(value)) gaps.push({ probe: plan.probe, columns: [name], from: at, to: at, reason: file.reason });
    return Float64Array.of(value);
  });
  return { probe: plan.probe, at: BigInt64Array.of(at), columns, gaps };
}
