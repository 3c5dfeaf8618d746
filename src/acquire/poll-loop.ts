import type { Batch } from "../core/batch.js";
import type { PollPlan } from "../core/probe.js";
import { BatchBuilder } from "./batch-builder.js";
import { Pacer } from "./pacer.js";
import { PolledFile } from "./polled-file.js";

/** How often the main thread is told of new samples. More often costs the measured program; less often delays the live line. */
const BATCH_SECONDS = 1;
/** A lost device is looked for once a second: looking reads folders, and most devices that go do not come back. */
const REOPEN_NANOS = 1e9;

/** What a poll loop runs on; the thread gives the real ones, tests give their own. */
export interface LoopHost {
  now(): bigint;
  /** Blocks this thread for about `milliseconds`; returns true when the loop was told to stop. */
  sleep(milliseconds: number): boolean;
  emit(batch: Batch): void;
}

/** Reads the plan's files on a fixed grid until told to stop. Blocks: it owns its thread. */
export function pollLoop(plan: PollPlan, root: string, host: LoopHost): void {
  const files = plan.files.map((file) => new PolledFile(root, file));
  const capacity = Math.max(1, Math.ceil(BATCH_SECONDS / plan.period));
  const builder = new BatchBuilder(
    plan.probe,
    plan.files.map((file) => file.column),
    capacity,
  );
  const pacer = new Pacer(plan.period * 1e9);
  const start = host.now();
  let emitDue = 0;
  let reopenDue = 0;

  /** Takes a sample, begun `sinceStart` nanoseconds after the start; answers when it was over. */
  const sample = (before: bigint, sinceStart: number): number => {
    const { tick, missed } = pacer.take(sinceStart);
    if (missed > 0) builder.missed(missed, before);
    if (sinceStart >= reopenDue && reopenLost(files)) reopenDue = sinceStart + REOPEN_NANOS;
    const row = builder.row;
    let failed = false;
    for (let index = 0; index < files.length; index++) {
      const value = files[index]?.read() ?? Number.NaN;
      row[index] = value;
      failed ||= Number.isNaN(value);
    }
    const after = host.now();
    const at = (before + after) >> 1n;
    if (failed || builder.hasFaults) noteFaults(files, builder, at);
    const over = Number(after - start);
    builder.add(at, sinceStart - tick * pacer.period, over - sinceStart);
    return over;
  };
  const emit = (now: number) => {
    const batch = builder.take();
    if (batch !== undefined) host.emit(batch);
    emitDue = now + BATCH_SECONDS * 1e9;
  };

  try {
    // Reading the clock costs a tenth of a file: each instant is read once and handed on.
    let over = 0;
    for (;;) {
      if (host.sleep(Math.max(0, pacer.deadline - over) / 1e6)) break;
      const before = host.now();
      over = Number(before - start);
      // The sleep may end a little before the deadline; a tick is never taken early.
      if (over < pacer.deadline) continue;
      over = sample(before, over);
      if (builder.full || over >= emitDue) emit(over);
    }
    const before = host.now();
    emit(sample(before, Number(before - start)));
  } finally {
    for (const file of files) file.close();
  }
}

/** Tries lost files again; true when there were any. */
function reopenLost(files: readonly PolledFile[]): boolean {
  let lost = false;
  for (const file of files) {
    if (!file.lost) continue;
    lost = true;
    file.open();
  }
  return lost;
}

function noteFaults(files: readonly PolledFile[], builder: BatchBuilder, at: bigint): void {
  for (let index = 0; index < files.length; index++) {
    const value = builder.row[index] ?? Number.NaN;
    if (Number.isNaN(value)) builder.fault(index, at, files[index]?.reason ?? "unreadable");
    else builder.clear(index, at);
  }
}
