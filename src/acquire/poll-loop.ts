import type { Batch } from "../core/batch.js";
import type { PollPlan } from "../core/probe.js";
import { BatchBuilder } from "./batch-builder.js";
import { Pacer } from "./pacer.js";
import { PolledFile } from "./polled-file.js";

/** How often the main thread is told of new samples. More often costs the measured program; less often delays the live line. */
const BATCH_SECONDS = 0.25;
/** A lost device is looked for once a second: looking reads folders, and most devices that go do not come back. */
const REOPEN_NANOS = 1_000_000_000n;

/** What a poll loop runs on; the thread gives the real ones, tests give their own. */
export interface LoopHost {
  now(): bigint;
  /** Blocks this thread for about `milliseconds`; returns true when the loop was told to stop. */
  sleep(milliseconds: number): boolean;
  emit(batch: Batch): void;
}

/** Reads the plan's files on a fixed grid until told to stop. Blocks: it owns its thread. */
export function pollLoop(plan: PollPlan, root: string, host: LoopHost): void {
  const files = plan.files.map((file) => new PolledFile(root, file.path));
  const capacity = Math.max(1, Math.ceil(BATCH_SECONDS / plan.period));
  const builder = new BatchBuilder(
    plan.probe,
    plan.files.map((file) => file.column),
    capacity,
  );
  const pacer = new Pacer(plan.period * 1e9);
  const start = host.now();
  const elapsed = () => Number(host.now() - start);
  let emitDue = 0;
  let reopenDue = start;

  const emit = () => {
    const batch = builder.take();
    if (batch !== undefined) host.emit(batch);
    emitDue = elapsed() + BATCH_SECONDS * 1e9;
  };
  const sample = () => {
    const before = host.now();
    const sinceStart = Number(before - start);
    const { tick, missed } = pacer.take(sinceStart);
    if (missed > 0) builder.missed(missed, before);
    if (before >= reopenDue && reopenLost(files)) reopenDue = before + REOPEN_NANOS;
    for (let index = 0; index < files.length; index++) builder.row[index] = files[index]?.read() ?? Number.NaN;
    const after = host.now();
    const at = (before + after) >> 1n;
    noteFaults(files, builder, at);
    builder.add(at, sinceStart - tick * pacer.period, Number(after - before));
  };

  try {
    for (;;) {
      const wait = (pacer.deadline - elapsed()) / 1e6;
      if (wait > 0 && host.sleep(wait)) break;
      // The sleep may end a little before the deadline; a tick is never taken early.
      if (elapsed() < pacer.deadline) continue;
      sample();
      if (builder.full || elapsed() >= emitDue) emit();
      if (wait <= 0 && host.sleep(0)) break;
    }
    sample();
    emit();
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
