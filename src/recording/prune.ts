import { readdirSync, readFileSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError } from "../core/error.js";
import { EVENTS_FILE, MANIFEST_FILE } from "../core/manifest-json.js";
import type { Seconds } from "../core/units.js";
import { diskError } from "./disk-error.js";
import { listRecordings, type RecordingEntry } from "./entries.js";
import { isOfPosition } from "./position.js";
import { UNFINISHED_RUN_FILE } from "./run-file.js";

/** Which recordings to remove: those that meet every condition given. */
export interface PruneOptions {
  /** Spares the newest so many. */
  readonly keep?: number | undefined;
  /** Spares what is younger. */
  readonly olderThan?: Seconds | undefined;
  /** Milliseconds since 1970, now. */
  readonly wallMs: number;
  /** Only says what it would do. */
  readonly dryRun: boolean;
}

/** What was removed (or would be), and what was left although the conditions hold. */
export interface Pruned {
  readonly removed: readonly RecordingEntry[];
  readonly refused: readonly { readonly entry: RecordingEntry; readonly why: string }[];
  readonly kept: number;
}

/** A recording without an ending whose files changed this lately may still be growing. */
const STILL_GROWING_MS = 60_000;
const MS_PER_SECOND = 1000;

/**
 * Removes recordings below `root`. Only files that a recording has are removed, one by one: a folder that holds anything
 * else, a damaged one and one that is still being written are left alone. Throws CONFIG without a condition,
 * DISK when a file cannot be removed.
 */
export function pruneRecordings(root: string, options: PruneOptions): Pruned {
  if (options.keep === undefined && options.olderThan === undefined)
    throw new MeasurementError(
      "CONFIG",
      "Nothing says which recordings to remove",
      "Add --keep N, --older-than DAYS or both",
    );
  const entries = listRecordings(root);
  const chosen = entries.filter((entry, position) => isChosen(entry, position, options));
  const judged = chosen.map((entry) => ({ entry, why: objection(entry, options.wallMs) }));
  const removed = judged.flatMap(({ entry, why }) => (why === undefined ? [entry] : []));
  const refused = judged.flatMap(({ entry, why }) => (why === undefined ? [] : [{ entry, why }]));
  if (!options.dryRun) for (const { folder } of removed) remove(folder);
  return { removed, refused, kept: entries.length - removed.length };
}

/** `position` counts from the newest. */
function isChosen({ startedAt }: RecordingEntry, position: number, options: PruneOptions): boolean {
  const { keep = 0, olderThan, wallMs } = options;
  if (position < keep) return false;
  if (olderThan === undefined || startedAt === undefined) return true;
  return wallMs - Date.parse(startedAt) > olderThan * MS_PER_SECOND;
}

function objection({ folder, complete, damage }: RecordingEntry, wallMs: number): string | undefined {
  if (damage !== undefined) return damage;
  const names = readdirSync(folder);
  const foreign = names.filter((name) => !isOurs(name));
  if (foreign.length > 0) return `it holds files that are not the recording's: ${foreign.join(", ")}`;
  const newest = Math.max(...names.map((name) => statSync(join(folder, name)).mtimeMs));
  if (names.some((name) => isUnsent(folder, name))) return "not all of it has been sent: joulemark send";
  const refused = names.find((name) => REFUSED.test(name));
  if (refused !== undefined) return `a target refused points of it: look at ${refused}, and remove that file`;
  return !complete && wallMs - newest < STILL_GROWING_MS ? "it may still be recording" : undefined;
}

const REFUSED = /^sent-.+\.refused\.ndjson$/;

/** Of a position that a sink left, also of one that nobody can read: the recording is all there is of what was not taken. */
const isUnsent = (folder: string, name: string): boolean =>
  /^sent-.+\.json$/.test(name) && !/"done":\s*true/.test(readFileSync(join(folder, name), "utf8"));

const isOurs = (name: string): boolean =>
  name === MANIFEST_FILE ||
  name === EVENTS_FILE ||
  name === UNFINISHED_RUN_FILE ||
  /^\d+-.+\.samples$/.test(name) ||
  isOfPosition(name);

/** The manifest goes last, so that what an interruption leaves is still known for a recording. */
function remove(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name !== MANIFEST_FILE) unlinkSync(join(folder, name));
    unlinkSync(join(folder, MANIFEST_FILE));
    rmdirSync(folder);
  } catch (cause) {
    throw diskError(folder, cause);
  }
}
