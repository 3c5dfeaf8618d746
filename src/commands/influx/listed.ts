import { runFileFromJson } from "../../core/manifest-json.js";
import type { Nanoseconds } from "../../core/units.js";
import { secondsBetween } from "../../core/units.js";
import { whereText } from "./language.js";
import { pages, textIn } from "./pages.js";
import type { InfluxServer } from "./server.js";
import type { StoredRun } from "./stored-runs.js";

/** A recording of a database as listed. */
export interface ListedRun {
  readonly run: string;
  readonly host: string;
  /** The recording's own id; the run's where no id was given to share. */
  readonly id: string;
  readonly name?: string;
  readonly startedAt: string;
  /** To its ending; absent while there is none. */
  readonly durationS?: number;
  readonly command: readonly string[];
  readonly probes: readonly string[];
  /** Points of its rails that the database has. */
  readonly points: number;
  /** False where it is still being sent, or was cut off. */
  readonly complete: boolean;
}

/** What is there of a recording. */
export async function listed(server: InfluxServer, stored: StoredRun): Promise<ListedRun> {
  const { run, host, manifest } = stored;
  const end = await endOf(server, stored);
  return {
    run,
    host,
    id: manifest.id,
    ...(manifest.name !== undefined && { name: manifest.name }),
    startedAt: manifest.startedAt,
    ...(end !== undefined && { durationS: secondsBetween(manifest.start, end) }),
    command: manifest.command,
    probes: manifest.probes.map(({ name }) => name),
    points: await pointsOf(server, stored),
    complete: end !== undefined,
  };
}

/** The instant at which a recording ended, by its own clock; undefined where the database has no ending. */
export async function endOf(
  server: InfluxServer,
  { run, host, zero, before }: StoredRun,
): Promise<Nanoseconds | undefined> {
  const wanted = { select: "*", measurement: "run", tags: { run, host, kind: "ending" }, from: zero, before, rows: 1 };
  for await (const [row] of pages(server, wanted))
    return row === undefined ? undefined : runFileFromJson(textIn(row), "the ending in the database").ending?.end;
  return undefined;
}

async function pointsOf(server: InfluxServer, { run, host, zero, before }: StoredRun): Promise<number> {
  const until = before === undefined ? "" : ` AND time < ${before}`;
  const {
    rows: [row],
  } = await server.ask(
    `SELECT count("power_w") AS "power", count("energy_j") AS "energy" FROM ${server.from("power")}` +
      ` WHERE ${whereText({ run, host })} AND time >= ${zero}${until}`,
  );
  return Number(row?.["power"] ?? 0) + Number(row?.["energy"] ?? 0);
}
