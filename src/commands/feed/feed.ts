import { setTimeout as sleep } from "node:timers/promises";
import { asMeasurementError, type MeasurementError } from "../../core/error.js";
import type { Manifest } from "../../core/recording.js";
import type { Result } from "../../core/result.js";
import type { Opened, OpenSink, Piece } from "../../core/sink.js";
import {
  beginning,
  keepRefused,
  type Position,
  readPosition,
  refusedFile,
  writePosition,
} from "../../recording/position.js";
import { readRunFile } from "../../recording/run-file.js";
import { type ChunksWanted, Tail } from "../../recording/tail.js";
import { pointsRunId } from "../hosts/shared-run.js";
import { Phases } from "./phases.js";
import { uncertaintyOf } from "./uncertainty.js";
import { startedAt, wallOf } from "./wall-of.js";

/** Between two looks at the recording; what it then holds of samples is sent when events of the same time are surely there. */
const LOOK_MS = 500;

/** What is sent where. */
export interface FeedOptions {
  /** The recording: what is there is sent, and what comes. */
  readonly folder: string;
  readonly sink: string;
  readonly opened: Opened;
  /** The id that points carry; the recording's own unless several hosts share one. */
  readonly runId?: string | undefined;
  /** Nobody writes the recording any more, whether it has an ending or not. */
  readonly closed?: boolean;
  /** How often it is looked for what is new, which is sent as one; half a second where it is not said. */
  everyMs?(): number;
  /** What the recording comes to, once it is over. */
  result?(): Result | undefined;
  log(line: string): void;
}

/**
 * Sends a recording to a sink, from where it was left, while it grows and until it is over. The recording is the queue:
 * nothing waits in memory but a few thousand instants, however long the target is away.
 */
export class Feed implements AsyncDisposable {
  /** Why it stopped before all was sent. */
  failure: MeasurementError | undefined;
  readonly #options: FeedOptions;
  readonly #manifest: Manifest;
  readonly #tail: Tail;
  #phases = new Phases();
  readonly #stop = new AbortController();
  readonly #look = new AbortController();
  /** Made once: what is made at every look stays with the two for good, a day's in megabytes. */
  readonly #wake = AbortSignal.any([this.#stop.signal, this.#look.signal]);
  readonly #done: Promise<void>;
  #position: Position;
  #sink: OpenSink | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { folder, sink, opened, runId } = options;
    this.#manifest = readRunFile(folder).manifest;
    this.#tail = new Tail(folder, this.#manifest);
    const to = { sink, label: opened.label, run: runId ?? pointsRunId(this.#manifest) };
    this.#position = readPosition(folder, to, this.#manifest.probes.length);
    this.#done = this.#run().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.failure = asMeasurementError(error);
    });
  }

  /** How far it has come. */
  get position(): Position {
    return this.#position;
  }

  /** Nothing more will be written to the recording: what it holds is sent, and that is all. Resolves then. */
  over(): Promise<void> {
    this.#look.abort();
    return this.#done;
  }

  /** Stops where it is; what was not acknowledged is sent by the next feed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.#sink?.[Symbol.asyncDispose]();
  }

  /** Everything, and again from the beginning whenever the target has lost what it had. */
  async #run(): Promise<void> {
    for (const path of this.#tail.missing()) this.#options.log(`${path} is missing: what is left is sent`);
    // where it goes is known from now on, whatever happens
    writePosition(this.#options.folder, this.#position);
    this.#sink = await this.#begin();
    const { samples, done } = this.#position;
    if (samples.some((sent) => sent > 0) && (await this.#sink.holds?.(this.#stop.signal)) === false)
      this.#again(`${this.#options.opened.label} has nothing of what it had taken`);
    else if (done) return;
    for (;;) {
      try {
        return await this.#all();
      } catch (error) {
        if (asMeasurementError(error).code !== "TARGET_EMPTIED") throw error;
        this.#again(asMeasurementError(error).message);
      }
    }
  }

  #again(why: string): void {
    this.#options.log(`${why}; all of this recording is sent again`);
    this.#position = beginning(this.#position, this.#manifest.probes.length);
    this.#phases = new Phases();
    // before anything else: whoever goes on after a crash must not believe what was acknowledged
    writePosition(this.#options.folder, this.#position);
  }

  async #all(): Promise<void> {
    this.#recall();
    for (let over = false; !over; ) {
      over = this.#look.signal.aborted;
      const sizes = this.#tail.sizes();
      if (!over) await this.#pause();
      const { pending } = this.#position;
      if (pending !== undefined) await this.#chunks(pending.probe, { over, upTo: pending.to });
      await this.#events();
      for (const [index, size] of sizes.entries())
        while ((this.#position.samples[index] ?? 0) < size && (await this.#chunks(index, { over, upTo: size })))
          this.#stop.signal.throwIfAborted();
      writePosition(this.#options.folder, this.#position);
    }
    await this.#end();
  }

  /** The phases of what was sent before: by the events that were sent before it. */
  #recall(): void {
    for (let from = 0; from < this.#position.events; ) {
      const read = this.#tail.events(from, this.#position.events);
      if (read === undefined) return;
      for (const event of read.events) this.#phases.add(event);
      from = read.to;
    }
  }

  /** The mapping of time has to be known before anything is sent. */
  async #begin(): Promise<OpenSink> {
    const { opened } = this.#options;
    for (;;) {
      const events = this.#tail.events(0)?.events ?? [];
      const wall =
        wallOf(this.#manifest, events) ?? (this.#look.signal.aborted ? startedAt(this.#manifest) : undefined);
      if (wall === undefined) await this.#pause();
      else return opened.begin({ id: this.#position.run, manifest: this.#manifest, wall, uncertainty: uncertaintyOf });
    }
  }

  async #events(): Promise<void> {
    for (;;) {
      const read = this.#tail.events(this.#position.events);
      if (read === undefined) return;
      const { lines } = this.#position;
      for (const event of read.events) this.#phases.add(event);
      const refused = await this.#send({ kind: "events", from: lines, events: read.events });
      this.#position = { ...this.#position, events: read.to, lines: lines + read.events.length, refused };
    }
  }

  /** Sends the next chunks of a probe; false where there are none. */
  async #chunks(index: number, wanted: ChunksWanted): Promise<boolean> {
    const { pending: _, ...position } = this.#position;
    const read = this.#tail.chunks(index, position.samples[index] ?? 0, wanted);
    const probe = this.#manifest.probes[index];
    if (read === undefined || probe === undefined) {
      this.#position = position;
      return false;
    }
    // what a crash leaves half sent is sent again with the same tags, or it would be there twice
    writePosition(this.#options.folder, { ...position, pending: { probe: index, to: read.to } });
    const { contents, to } = read;
    const refused =
      contents === undefined
        ? position.refused
        : await this.#send({ kind: "samples", probe, ...contents, phase: this.#phases.at });
    const damaged = position.damaged + (contents === undefined ? to - (position.samples[index] ?? 0) : 0);
    this.#position = { ...position, refused, damaged, samples: position.samples.with(index, to) };
    return true;
  }

  async #end(): Promise<void> {
    const { folder, closed = false } = this.#options;
    const { ending } = readRunFile(folder);
    const result = this.#options.result?.();
    const refused =
      ending === undefined
        ? this.#position.refused
        : await this.#send({ kind: "ending", ending, ...(result !== undefined && { result }) });
    // a recording without its ending may be one that is still written by somebody else
    this.#position = { ...this.#position, refused, done: ending !== undefined || closed };
    writePosition(folder, this.#position);
  }

  /** Answers with how many points were refused so far; those are kept in a file. */
  async #send(piece: Piece): Promise<number> {
    const refused = (await this.#sink?.send(piece, this.#stop.signal)) ?? [];
    const { folder, opened, log } = this.#options;
    if (refused.length === 0) return this.#position.refused;
    const path = refusedFile(folder, this.#position);
    keepRefused(path, refused);
    const before = this.#position.refused;
    const all = before + refused.length;
    // not at every chunk: what is refused for days is a few lines of a log
    if (digits(all) > digits(before) || before === 0)
      log(
        `${opened.label} refused ${all} points, the last because: ${refused.at(-1)?.reason}; they are kept in ${path}`,
      );
    return all;
  }

  /** Until the next look, or the recording is over. Rejects when it is stopped. */
  async #pause(): Promise<void> {
    await sleep(this.#options.everyMs?.() ?? LOOK_MS, undefined, { signal: this.#wake }).catch(() => undefined);
    this.#stop.signal.throwIfAborted();
  }
}

const digits = (count: number): number => String(count).length;
