import { readdirSync, renameSync, rmSync, statfsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { SpoolLimits } from "../../config/stream-config.js";
import { MANIFEST_FILE } from "../../core/manifest-json.js";
import { diskError } from "../../recording/disk-error.js";
import { recordingFolders } from "../../recording/folder.js";
import type { Log } from "./log.js";
import { bytesIn } from "./segment.js";

/** One recording of the spool. */
export interface Kept {
  readonly folder: string;
  /** As long as it is being written. */
  open: boolean;
  /** When it was closed. */
  bytes: number;
  /** Why it can be sent to nobody; it is left alone then. */
  damage?: string;
}

/** What a person may want to see: points that a target refused. */
const REFUSED = /^sent-.*\.refused\.ndjson$/;
/** Of recordings that are gone. */
const KEPT = /-sent-.*\.refused\.ndjson$/;
/** They may come to so much of what the spool may, beside it. */
const KEPT_SHARE = 1 / 8;

/**
 * The recordings on disk, which are the queue. The folder never comes to more than its limit: for a new segment the oldest
 * are removed that every sink has; when those that are left are not sent yet, there is no new one.
 */
export class Spool {
  readonly folder: string;
  limits: SpoolLimits;
  readonly #log: Log;
  #segments: Kept[];
  /** Whether every sink has it. */
  isSent: (segment: Kept) => boolean = () => false;
  /** What the disk has left for us. */
  freeBytes: () => number;

  /** Takes up what is there, a segment that a crash cut off as one that is over. */
  constructor(folder: string, limits: SpoolLimits, log: Log) {
    this.folder = folder;
    this.limits = limits;
    this.#log = log;
    this.freeBytes = () => freeAt(folder);
    this.#segments = [...recordingFolders(folder)]
      .reverse()
      .map((one) => ({ folder: one, open: false, bytes: bytesIn(one) }));
  }

  /** The oldest first. */
  get segments(): readonly Kept[] {
    return this.#segments;
  }

  /** What all of it comes to. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + (segment.open ? bytesIn(segment.folder) : segment.bytes), 0);
  }

  /** Makes room for one more segment, or says why there is none: what is there has to be sent first. */
  makeRoom(): string | undefined {
    for (let lack = this.#lack(); lack !== undefined; lack = this.#lack()) {
      const oldest = this.#segments.find((one) => !one.open && one.damage === undefined && this.isSent(one));
      if (oldest === undefined) return lack;
      this.#remove(oldest);
    }
    return undefined;
  }

  /** A disk that fills up while a segment is written would cut it off, and keep positions from being written. */
  #lack(): string | undefined {
    const { mostBytes, segmentBytes } = this.limits;
    if (this.bytes > mostBytes - segmentBytes)
      return `${this.folder} has come to its limit (spool.mostMb) with what is not sent yet`;
    if (this.freeBytes() < segmentBytes)
      return `the disk of ${this.folder} has no room for another segment (spool.segmentMb)`;
    return undefined;
  }

  begin(folder: string): Kept {
    const segment: Kept = { folder, open: true, bytes: 0 };
    this.#segments.push(segment);
    return segment;
  }

  close(segment: Kept): void {
    segment.bytes = bytesIn(segment.folder);
    segment.open = false;
  }

  /** The manifest goes last, and what was refused stays. */
  #remove(segment: Kept): void {
    const { folder } = segment;
    this.#segments = this.#segments.filter((one) => one !== segment);
    try {
      for (const name of readdirSync(folder)) {
        if (REFUSED.test(name)) renameSync(join(folder, name), join(this.folder, `${basename(folder)}-${name}`));
        else if (name !== MANIFEST_FILE) rmSync(join(folder, name), { force: true });
      }
      rmSync(folder, { recursive: true });
      this.#trimRefused();
    } catch (cause) {
      this.#log.failure(diskError(folder, cause), "it stays");
    }
  }

  /** The newest stay, the last one however large: a target that refuses everything for months fills no disk. */
  #trimRefused(): void {
    const names = readdirSync(this.folder).filter((name) => KEPT.test(name));
    let bytes = 0;
    for (const [k, name] of names.sort().reverse().entries()) {
      bytes += statSync(join(this.folder, name)).size;
      if (k === 0 || bytes <= this.limits.mostBytes * KEPT_SHARE) continue;
      rmSync(join(this.folder, name));
      this.#log.warning(`${name} was removed: refused points of recordings that are gone come to too much`);
    }
  }
}

function freeAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
