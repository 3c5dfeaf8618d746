import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError } from "../../core/error.js";
import { eventFromLine } from "../../core/event-json.js";
import { runFileFromJson } from "../../core/manifest-json.js";
import type { Ending } from "../../core/recording.js";
import { diskError } from "../../recording/disk-error.js";
import { createRecording, type RecordingWriter } from "../../recording/writer.js";
import { pages, textIn } from "./pages.js";
import { probeSamples } from "./probe-samples.js";
import type { InfluxServer } from "./server.js";
import type { StoredRun } from "./stored-runs.js";

/** Events in one answer. */
const ROWS = 1000;

/** What came back of a recording. */
export interface Fetched {
  readonly folder: string;
  /** Instants of all probes, and lines of events. */
  readonly samples: number;
  readonly events: number;
  /** Lines of events that are not what was sent. */
  readonly damaged: number;
  /** False where the database has no ending: it is still being sent, or was cut off. */
  readonly complete: boolean;
}

/**
 * Makes a recording again from a database, as an ordinary folder below `parent`. It stands there once it is whole: what is
 * interrupted leaves nothing. Throws DISK where there is one already, RECORDING, UNAVAILABLE, PERMISSION.
 */
export async function fetchRun(server: InfluxServer, stored: StoredRun, parent: string): Promise<Fetched> {
  const folder = join(parent, folderName(server, stored));
  if (existsSync(folder)) throw diskError(folder, Object.assign(new Error("it exists already"), { code: "EEXIST" }));
  const unfinished = `${folder}.fetched`;
  rmSync(unfinished, { recursive: true, force: true });
  try {
    const fetched = await fetchInto(server, stored, unfinished);
    moveTo(folder, unfinished);
    return { ...fetched, folder };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Whoever may write to the database may not say where on this computer something is written. */
function folderName({ label }: InfluxServer, { manifest: { id } }: StoredRun): string {
  if (/^[\p{L}\p{N}][^/\p{Cc}]{0,199}$/u.test(id)) return id;
  throw new MeasurementError(
    "RECORDING",
    `${label} has a recording whose id is no name of a folder: ${JSON.stringify(id.slice(0, 80))}`,
    "Whatever wrote it is not joulemark: find out who may write to that database",
  );
}

function moveTo(folder: string, unfinished: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (cause) {
    throw diskError(folder, cause);
  }
}

async function fetchInto(server: InfluxServer, stored: StoredRun, folder: string): Promise<Omit<Fetched, "folder">> {
  using writer = createRecording(folder, stored.manifest);
  const { events, damaged } = await fetchEvents(server, stored, writer);
  let samples = 0;
  for (const probe of stored.manifest.probes)
    for await (const batch of probeSamples(server, stored, probe)) {
      writer.append(batch);
      if (writer.failure !== undefined) throw writer.failure;
      samples += batch.at.length;
    }
  const ending = await endingOf(server, stored);
  if (ending !== undefined) writer.finish(ending);
  else writer.flush();
  if (writer.failure !== undefined) throw writer.failure;
  return { samples, events, damaged, complete: ending !== undefined };
}

async function fetchEvents(server: InfluxServer, stored: StoredRun, writer: RecordingWriter) {
  let events = 0;
  let damaged = 0;
  for await (const rows of pages(server, { ...linesOf(stored, "event"), rows: ROWS }))
    for (const row of rows) {
      const event = eventFromLine(textIn(row));
      if (event === undefined) damaged++;
      else {
        writer.event(event);
        events++;
      }
    }
  return { events, damaged };
}

async function endingOf(server: InfluxServer, stored: StoredRun): Promise<Ending | undefined> {
  for await (const [row] of pages(server, { ...linesOf(stored, "ending"), rows: 1 }))
    return row === undefined ? undefined : runFileFromJson(textIn(row), `the ending in ${server.label}`).ending;
  return undefined;
}

const linesOf = ({ run, host, zero, before }: StoredRun, kind: string) => ({
  select: "*",
  measurement: "run",
  tags: { host, run, kind },
  from: zero,
  before,
});
