import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ChunkContents } from "../core/chunk.js";
import { columnNamesOf } from "../core/condition.js";
import { eventFromLine } from "../core/event-json.js";
import { EVENTS_FILE, samplesFile } from "../core/manifest-json.js";
import type { Manifest, RecordedEvent } from "../core/recording.js";
import { readChunks } from "./chunks.js";
import { FileWindow } from "./file-window.js";
import { Joined } from "./joined.js";

/** At most so much of the events at a time. */
const EVENT_BYTES = 2 ** 20;
const LINE_END = 0x0a;

/** Events from an offset on, and where the next one will begin. */
export interface EventsRead {
  readonly events: readonly RecordedEvent[];
  readonly to: number;
}

/** What stands at an offset of a samples file: chunks as one, or damage that is passed over; and where what is next begins. */
export interface ChunkRead {
  /** Valid until the next is read; absent where the bytes are damaged. */
  readonly contents?: ChunkContents;
  readonly to: number;
}

/** Which chunks. */
export interface ChunksWanted {
  /** Nobody writes the recording any more. */
  readonly over: boolean;
  /** Bytes of the file: what begins there or behind is not wanted. */
  readonly upTo: number;
}

/** Reads a recording piece by piece while it grows. */
export class Tail {
  readonly #folder: string;
  readonly #probes: Manifest["probes"];
  readonly #sampleFiles: readonly string[];
  /** Of all its files, one after the other: a new one at every look would be garbage by the gigabyte a day. */
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  readonly #joined: Joined[] = [];

  constructor(folder: string, { probes }: Pick<Manifest, "probes">) {
    this.#folder = folder;
    this.#probes = probes;
    this.#sampleFiles = probes.map(({ name }, index) => join(folder, samplesFile(index, name)));
  }

  /**
   * Whole lines from `from` on, up to `until`; undefined where there is none yet. A damaged line is no event, and is
   * passed over.
   */
  events(from: number, until = Number.POSITIVE_INFINITY): EventsRead | undefined {
    const path = join(this.#folder, EVENTS_FILE);
    if (!existsSync(path)) return undefined;
    using file = new FileWindow(path, this.#buffer);
    for (let length = EVENT_BYTES; ; length *= 2) {
      const wanted = Math.min(length, until - from);
      const { buffer, byteOffset, byteLength } = file.bytes(from, wanted);
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      this.#buffer = file.buffer;
      const end = bytes.lastIndexOf(LINE_END);
      if (end >= 0) return { events: eventsIn(bytes.subarray(0, end)), to: from + end + 1 };
      if (bytes.length < length) return undefined;
    }
  }

  /** How long the samples file of each probe is by now. */
  sizes(): readonly number[] {
    return this.#sampleFiles.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }

  /** Files that a loss of power, or somebody, took away: what is left of the recording is all there is. */
  missing(): readonly string[] {
    return [join(this.#folder, EVENTS_FILE), ...this.#sampleFiles].filter((path) => !existsSync(path));
  }

  /**
   * The chunks from `from` on of the probe at `index`, as one: those that begin before `upTo`, as many as there is room for;
   * undefined where there is none yet. Of a recording that is `over` a chunk that was cut off is damage.
   */
  chunks(index: number, from: number, { over, upTo }: ChunksWanted): ChunkRead | undefined {
    const probe = this.#probes[index];
    const path = this.#sampleFiles[index] ?? "";
    if (probe === undefined || !existsSync(path)) return undefined;
    const columns = columnNamesOf(probe).length;
    using file = new FileWindow(path, this.#buffer);
    let joined: Joined | undefined;
    let to = from;
    for (const piece of readChunks(file, columns, from)) {
      this.#buffer = file.buffer;
      if (piece.kind !== "chunk") {
        if (joined !== undefined) break;
        // what looks damaged at the end of a file that grows is being written
        if (!over && (piece.kind === "cut" || piece.to === file.size)) return undefined;
        return { to: piece.to };
      }
      // what is alone is not copied
      if (joined === undefined && piece.to >= Math.min(upTo, file.size)) return piece;
      joined ??= this.#joinedOf(index, columns);
      if (!joined.add(piece.contents)) return to === from ? piece : { contents: joined.contents, to };
      to = piece.to;
      if (to >= upTo) break;
    }
    return joined && { contents: joined.contents, to };
  }

  #joinedOf(index: number, columns: number): Joined {
    const joined = this.#joined[index] ?? new Joined(columns);
    this.#joined[index] = joined;
    joined.clear();
    return joined;
  }
}

const eventsIn = (lines: Buffer): readonly RecordedEvent[] =>
  lines
    .toString("utf8")
    .split("\n")
    .flatMap((line) => eventFromLine(line) ?? []);
