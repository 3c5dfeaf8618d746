import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, isAbsolute, join, resolve } from "node:path";
import { MeasurementError, systemCode } from "../core/error.js";
import { MANIFEST_FILE } from "../core/manifest-json.js";
import { didYouMean } from "../core/nearest.js";
import { readRunFile } from "./run-file.js";

const RUN_ID = /^\d{8}T\d{6}-[0-9a-z]{4}$/;
const LETTERS = 4;
const RADIX = 36;

/**
 * A name for a recording that sorts by time and is its own: UTC to the second and four random letters,
 * `20261123T101530-abc4`.
 */
export function newRunId(wallMs: number, random: () => number = Math.random): string {
  const letters = Math.floor(random() * RADIX ** LETTERS)
    .toString(RADIX)
    .padStart(LETTERS, "0");
  return `${compactTime(new Date(wallMs).toISOString())}-${letters}`;
}

/** Where recordings go unless told otherwise: `$XDG_DATA_HOME/joulemark`, else `~/.local/share/joulemark`. */
export function recordingsFolder(env: Readonly<Record<string, string | undefined>>): string {
  const data = env["XDG_DATA_HOME"];
  // The XDG specification has relative paths ignored.
  if (data !== undefined && isAbsolute(data)) return join(data, "joulemark");
  return join(env["HOME"] || homedir(), ".local", "share", "joulemark");
}

/** The folders below `root` that hold a recording, the newest first. A root that does not exist holds none. */
export function recordingFolders(root: string): readonly string[] {
  return subfolders(root)
    .map((name) => join(root, name))
    .filter((folder) => existsSync(join(folder, MANIFEST_FILE)))
    .map((folder) => ({ folder, time: startOf(folder) }))
    .sort((a, b) => descending(a.time, b.time) || descending(exactStartOf(a.folder), exactStartOf(b.folder)))
    .map(({ folder }) => folder);
}

/**
 * The folder of a recording. `word` is an id, the beginning of one that fits a single recording, a `--name` (the newest
 * of that name), or a path; without it, the newest recording. Throws NO_DATA when there is none at all, and UNKNOWN_NAME.
 */
export function findRecording(root: string, word?: string): string {
  if (word !== undefined && isRecording(join(root, word))) return join(root, word);
  if (word !== undefined && isRecording(word)) return resolve(word);
  const folders = recordingFolders(root);
  const [newest] = folders;
  if (newest === undefined) {
    const remedy =
      "Measure something first: joulemark run -- CMD; or name another folder (--out; --recordings of calibrate and characterize)";
    throw new MeasurementError("NO_DATA", `There are no recordings in ${root}`, remedy);
  }
  return word === undefined ? newest : findByWord(folders, word);
}

function findByWord(folders: readonly string[], word: string): string {
  const begun = word === "" ? [] : folders.filter((folder) => basename(folder).startsWith(word));
  const [only, ...others] = begun;
  if (only !== undefined && others.length === 0) return only;
  const named = folders.map((folder) => ({ folder, name: nameOf(folder) }));
  const found = named.find(({ name }) => name === word);
  if (found !== undefined) return found.folder;
  if (only !== undefined) {
    const ids = begun.map((folder) => basename(folder)).join(", ");
    throw new MeasurementError(
      "UNKNOWN_NAME",
      `${word} begins ${begun.length} recordings: ${ids}`,
      "Write more of the id",
    );
  }
  const known = named.flatMap(({ folder, name }) => [basename(folder), ...(name === undefined ? [] : [name])]);
  const message = `There is no recording ${JSON.stringify(word)}${didYouMean(word, known)}`;
  throw new MeasurementError(
    "UNKNOWN_NAME",
    message,
    "`joulemark runs` lists them; a path to a recording's folder works too",
  );
}

const isRecording = (folder: string): boolean => basename(folder) !== "" && existsSync(join(folder, MANIFEST_FILE));

/** `2026-11-23T10:15:30.123Z` as `20261123T101530`. */
const compactTime = (iso: string): string => iso.slice(0, 19).replaceAll(/[-:]/g, "");

/** What a folder sorts by: its id, or when it was given another name, the start its manifest tells. */
function startOf(folder: string): string {
  const id = basename(folder);
  return RUN_ID.test(id) ? id.slice(0, id.indexOf("-")) : compactTime(exactStartOf(folder));
}

/** To the millisecond, as the manifest has it: what tells recordings of the same second apart. */
function exactStartOf(folder: string): string {
  try {
    return readRunFile(folder).manifest.startedAt;
  } catch {
    return ""; // damaged: after all others
  }
}

const descending = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);

function nameOf(folder: string): string | undefined {
  try {
    return readRunFile(folder).manifest.name;
  } catch {
    return undefined; // damaged, so that only its id finds it
  }
}

function subfolders(root: string): readonly string[] {
  try {
    const entries = readdirSync(root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === "ENOENT") return [];
    const remedy =
      "Make it readable for you, or name another folder (--out; --recordings of calibrate and characterize)";
    throw new MeasurementError("PERMISSION", `Cannot list ${root} (${code ?? String(cause)})`, remedy, { cause });
  }
}
