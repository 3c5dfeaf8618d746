import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { MeasurementError } from "../core/error.js";
import { didYouMean } from "../core/nearest.js";
import { AppendFile } from "../recording/append-file.js";
import { CSV_ROWS, csvHeader, csvLines } from "../recording/csv.js";
import { diskError } from "../recording/disk-error.js";
import { exportColumns } from "../recording/export-columns.js";
import { rowsOf } from "../recording/export-rows.js";
import { findRecording, recordingsFolder } from "../recording/folder.js";
import { openRecording, type StoredRecording } from "../recording/reader.js";
import { wallClockOf } from "../recording/wall.js";
import type { Context } from "./context.js";

/** What to export and whereto. */
export interface ExportOptions {
  /** Id, beginning of an id, name or path; the newest recording when absent. */
  readonly run?: string | undefined;
  /** The folder of recordings; the user's data folder when absent. */
  readonly out?: string | undefined;
  readonly format: "parquet" | "csv";
  /** A folder, or `-` for CSV on stdout; `./<run id>-<format>` when absent. */
  readonly to?: string | undefined;
  /** Only these probes. */
  readonly probes?: readonly string[] | undefined;
}

type RecordedProbe = StoredRecording["manifest"]["probes"][number];

/**
 * Writes a recording's samples as one file per probe, streamed, and answers with the files' paths (none for stdout).
 * Throws UNKNOWN_NAME, CONFIG, RECORDING, and DISK (also for a file that is there already: nothing is overwritten).
 */
export async function exportRecording(options: ExportOptions, context: Context): Promise<readonly string[]> {
  const root = options.out ?? recordingsFolder(context.env);
  const recording = openRecording(findRecording(root, options.run));
  const probes = chosen(recording, options.probes);
  const files = await exportTo(recording, probes, { options, context });
  for (const { severity, message, remedy } of recording.findings)
    context.stderr.write(`${severity}: ${message}. ${remedy}.\n`);
  return files;
}

interface Target {
  readonly options: ExportOptions;
  readonly context: Context;
}

async function exportTo(recording: StoredRecording, probes: readonly RecordedProbe[], { options, context }: Target) {
  if (options.to === "-") {
    csvToStdout(recording, probes, { options, context });
    return [];
  }
  const folder = resolve(context.cwd, options.to ?? `${recording.manifest.id}-${options.format}`);
  makeFolder(folder);
  const files: string[] = [];
  for (const probe of probes) {
    const path = join(folder, `${probe.name.replaceAll(/[^A-Za-z0-9_-]/g, "_")}.${options.format}`);
    await writeFileWhole(path, (file) => writeAs(options.format, { recording, probe, file }));
    files.push(path);
  }
  return files;
}

function csvToStdout(recording: StoredRecording, probes: readonly RecordedProbe[], { options, context }: Target): void {
  if (options.format !== "csv")
    throw new MeasurementError("CONFIG", "Parquet cannot be written to stdout", "Add --format csv, or name a folder");
  const [probe, ...others] = probes;
  if (others.length > 0) {
    const names = probes.map(({ name }) => name).join(", ");
    const message = `The recording has ${probes.length} probes and stdout takes one table: ${names}`;
    throw new MeasurementError("CONFIG", message, "Choose one with --probe, or name a folder");
  }
  if (probe !== undefined) for (const text of csvOf(recording, probe)) context.stdout.write(text);
}

interface Table {
  readonly recording: StoredRecording;
  readonly probe: RecordedProbe;
  readonly file: AppendFile;
}

async function writeAs(format: ExportOptions["format"], { recording, probe, file }: Table): Promise<void> {
  if (format === "csv") {
    for (const text of csvOf(recording, probe)) file.write(Buffer.from(text));
    return;
  }
  const { PARQUET_ROWS, writeParquet } = await import("../recording/parquet.js");
  const columns = exportColumns(probe);
  const { manifest, events } = recording;
  writeParquet(rowsOf(recording.samples(probe.name), columns, PARQUET_ROWS), columns, {
    file,
    start: manifest.start,
    wall: wallClockOf(manifest, events),
    about: { "joulemark.run": manifest.id, "joulemark.probe": probe.name, "joulemark.device": probe.device },
  });
}

function* csvOf({ manifest, events, samples }: StoredRecording, probe: RecordedProbe): Generator<string> {
  const columns = exportColumns(probe);
  const wall = wallClockOf(manifest, events);
  yield csvHeader(columns);
  for (const rows of rowsOf(samples(probe.name), columns, CSV_ROWS)) yield csvLines(rows, manifest.start, wall);
}

/** A file that could not be written whole is removed: half a table looks like a table. */
async function writeFileWhole(path: string, write: (file: AppendFile) => Promise<void>): Promise<void> {
  using file = new AppendFile(path);
  try {
    await write(file);
  } catch (cause) {
    rmSync(path, { force: true });
    throw cause;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw diskError(folder, cause);
  }
}

function chosen({ manifest }: StoredRecording, names: readonly string[] | undefined): readonly RecordedProbe[] {
  const known = manifest.probes.map(({ name }) => name);
  for (const name of names ?? []) {
    if (known.includes(name)) continue;
    const message = `The recording has no probe ${JSON.stringify(name)}${didYouMean(name, known)}`;
    throw new MeasurementError("UNKNOWN_NAME", message, `It has ${known.join(", ") || "none"}`);
  }
  return manifest.probes.filter(({ name }) => names === undefined || names.includes(name));
}
