import type { Batch } from "../core/batch.js";
import type { PollPlan } from "../core/probe.js";
import { BatchBuilder } from "./batch-builder.js";
import { Pacer } from "./pacer.js";
import { PolledFile } from "./polled-file.js";

/** How often the main thread is told of new samples. More often costs the measured program; less often delays the live line. */
const BATCH_SECONDS = 1;
/** A lost device is looked for once a second: looking reads folders, and most devices that go do not come back. */
const REOPEN_MS = 1000;

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
  try {
    new PollLoop(plan, files, host).run();
  } finally {
    for (const file of files) file.close();
  }
}

class PollLoop {
  readonly #files: readonly PolledFile[];
  readonly #host: LoopHost;
  readonly #builder: BatchBuilder;
  readonly #pacer: Pacer;
  readonly #start: bigint;
  #emitDue = Number.NEGATIVE_INFINITY;
  #reopenDue = Number.NEGATIVE_INFINITY;

  constructor({ probe, period, files: specs }: PollPlan, files: readonly PolledFile[], host: LoopHost) {
    const columns = specs.map((file) => file.column);
    this.#files = files;
    this.#host = host;
    this.#builder = new BatchBuilder(probe, columns, Math.max(1, Math.ceil(BATCH_SECONDS / period)));
    this.#pacer = new Pacer(period * 1000);
    this.#start = host.now();
  }

  /** Reading the clock costs a tenth of a file: each instant is read once and handed on. */
  run(): void {
    let over = 0;
    while (!this.#host.sleep(Math.max(0, this.#pacer.deadline - over))) {
      const before = this.#host.now();
      over = this.#sinceStart(before);
      // The sleep may end a little before the deadline; a tick is never taken early.
      if (over < this.#pacer.deadline) continue;
      over = this.#sample(before, over);
      if (this.#builder.full || over >= this.#emitDue) this.#emit(over);
    }
    const before = this.#host.now();
    this.#emit(this.#sample(before, this.#sinceStart(before)));
  }

  /** Milliseconds, not whole nanoseconds: an integer that outgrows 31 bits makes the engine compile all this once more. */
  #sinceStart(instant: bigint): number {
    return Number(instant - this.#start) / 1e6;
  }

  /** Takes a sample, begun `begun` milliseconds after the start; answers when it was over. */
  #sample(before: bigint, begun: number): number {
    const builder = this.#builder;
    const { tick, missed } = this.#pacer.take(begun);
    if (missed > 0) builder.missed(missed, before);
    if (begun >= this.#reopenDue && reopenLost(this.#files)) this.#reopenDue = begun + REOPEN_MS;
    const failed = this.#read(builder.row);
    const after = this.#host.now();
    const at = (before + after) >> 1n;
    if (failed || builder.hasFaults) noteFaults(this.#files, builder, at);
    const over = this.#sinceStart(after);
    builder.add(at, begun - tick * this.#pacer.period, over - begun);
    return over;
  }

  /** Fills a row; true when a file gave no number. */
  #read(row: Float64Array): boolean {
    let failed = false;
    for (let index = 0; index < this.#files.length; index++) {
      const value = this.#files[index]?.read() ?? Number.NaN;
      row[index] = value;
      failed ||= Number.isNaN(value);
    }
    return failed;
  }

  #emit(now: number): void {
    const batch = this.#builder.take();
    if (batch !== undefined) this.#host.emit(batch);
    this.#emitDue = now + BATCH_SECONDS * 1000;
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
