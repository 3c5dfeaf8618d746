import { MeasurementError } from "../../core/error.js";
import { runFileFromJson } from "../../core/manifest-json.js";
import { didYouMean } from "../../core/nearest.js";
import type { Manifest } from "../../core/recording.js";
import type { Nanoseconds } from "../../core/units.js";
import { tagValue } from "../../sinks/influx/text.js";
import { cellText, timeOf } from "./answer-rows.js";
import { pages, textIn } from "./pages.js";
import type { InfluxServer } from "./server.js";

/** Manifests in one answer: each is some kilobytes. */
const ROWS = 200;

/** A recording that a database holds. */
export interface StoredRun {
  /** As its tags say. */
  readonly run: string;
  readonly host: string;
  /** The recording's start in nanoseconds since 1970. */
  readonly zero: Nanoseconds;
  /** Where the same host's next recording under the same id begins. */
  readonly before?: Nanoseconds;
  /** True where the same host has an earlier one under the same id. */
  readonly follows: boolean;
  readonly manifest: Manifest;
}

/** Manifests that cannot be read, for they were written by something else. */
export interface StoredRuns {
  readonly runs: readonly StoredRun[];
  readonly unreadable: number;
}

/** The recordings of a database by their start, or those under one id. */
export async function storedRuns(server: InfluxServer, run?: string): Promise<StoredRuns> {
  const runs: Omit<StoredRun, "before" | "follows">[] = [];
  let unreadable = 0;
  const tags = { kind: "manifest", ...(run !== undefined && { run: tagValue(run) }) };
  for await (const rows of pages(server, { select: "*", measurement: "run", tags, rows: ROWS })) {
    for (const row of rows) {
      const manifest = manifestIn(textIn(row));
      if (manifest === undefined) unreadable++;
      else runs.push({ run: cellText(row, "run"), host: cellText(row, "host"), zero: timeOf(row) ?? 0n, manifest });
    }
  }
  return { runs: inRows(runs), unreadable };
}

function manifestIn(text: string): Manifest | undefined {
  try {
    const { manifest, intact } = runFileFromJson(text, "the manifest in the database");
    return intact ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** In the order of time; each with what the same host has before and after it under the same id. */
function inRows(runs: readonly Omit<StoredRun, "before" | "follows">[]): readonly StoredRun[] {
  const rows = new Map<string, Nanoseconds[]>();
  const keyOf = ({ run, host }: Pick<StoredRun, "run" | "host">) => `${run}\n${host}`;
  for (const one of runs) rows.set(keyOf(one), [...(rows.get(keyOf(one)) ?? []), one.zero]);
  return runs.map((one) => {
    const row = rows.get(keyOf(one)) ?? [];
    const place = row.indexOf(one.zero);
    const before = row[place + 1];
    return { ...one, follows: place > 0, ...(before !== undefined && { before }) };
  });
}

/** Which recording is meant; the host has to be said where several share an id. */
export interface Meant {
  readonly run?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * The one recording that is meant by a run's id, its own id or its name: of several of one host the newest; without a
 * word, the newest of all. Throws NO_DATA, UNKNOWN_NAME, and CONFIG where several hosts share it.
 */
export async function findStoredRun(server: InfluxServer, { run, host }: Meant): Promise<StoredRun> {
  const found = run === undefined ? [] : (await storedRuns(server, run)).runs;
  const all = found.length > 0 ? found : named(await storedRuns(server), run, server.label);
  const own = host === undefined ? all : all.filter((one) => one.host === host || one.manifest.host.hostname === host);
  const newest = own.at(-1);
  const hosts = [...new Set(all.map((one) => one.host))];
  if (newest === undefined) {
    const message = `No recording ${run === undefined ? "" : `${JSON.stringify(run)} `}of ${host} is in ${server.label}${didYouMean(host ?? "", hosts)}`;
    throw new MeasurementError("UNKNOWN_NAME", message, `Its hosts: ${hosts.join(", ")}`);
  }
  if (run !== undefined && host === undefined && hosts.length > 1)
    throw new MeasurementError(
      "CONFIG",
      `${hosts.length} hosts share the run ${JSON.stringify(run)}: ${hosts.join(", ")}`,
      "Name one with --host; or report all of them together: joulemark report --from-influx URL --run ID",
    );
  return newest;
}

function named({ runs }: StoredRuns, word: string | undefined, label: string): readonly StoredRun[] {
  if (runs.length === 0)
    throw new MeasurementError(
      "NO_DATA",
      `There are no recordings in ${label}`,
      "Send some: joulemark run --sink influx:URL -- CMD; or correct the database's name",
    );
  if (word === undefined) return runs;
  const meant = runs.filter(({ manifest: { id, name } }) => id === word || name === word);
  if (meant.length > 0) return meant;
  const known = runs.flatMap(({ run, manifest: { id, name } }) => [run, id, ...(name === undefined ? [] : [name])]);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `There is no recording ${JSON.stringify(word)} in ${label}${didYouMean(word, known)}`,
    "List them: joulemark influx runs URL",
  );
}
