import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { asMeasurementError } from "../core/error.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { recordingFolders } from "./folder.js";
import { recordedNanos } from "./reader.js";
import { readRunFile } from "./run-file.js";

/** One recording as listed. */
export interface RecordingEntry {
  readonly folder: string;
  readonly id: string;
  readonly name?: string;
  /** UTC, ISO 8601; absent, as are command and duration, when the manifest is damaged. */
  readonly startedAt?: string;
  readonly command: readonly string[];
  /** To the ending, or to the last sample when there is none. */
  readonly durationS?: number;
  /** The size of its files. */
  readonly bytes: number;
  /** False when it was cut off, or is still being recorded. */
  readonly complete: boolean;
  /** Why the manifest cannot be read. */
  readonly damage?: string;
}

/** The recordings below `root`, the newest first; damaged ones are listed with what is wrong. */
export const listRecordings = (root: string): readonly RecordingEntry[] => recordingFolders(root).map(entryOf);

/** The recording in `folder` as listed. Never throws for what the manifest holds. */
export function entryOf(folder: string): RecordingEntry {
  const place = { folder, id: basename(folder), bytes: bytesIn(folder) };
  try {
    const run = readRunFile(folder);
    const { id, name, startedAt, command } = run.manifest;
    return {
      ...place,
      id,
      ...(name !== undefined && { name }),
      startedAt,
      command,
      durationS: recordedNanos(folder, run) / NANOS_PER_SECOND,
      complete: run.ending !== undefined,
    };
  } catch (cause) {
    return { ...place, command: [], complete: false, damage: asMeasurementError(cause).message };
  }
}

function bytesIn(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}
