import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MeasurementError } from "../../core/error.js";
import type { Context } from "../context.js";
import { expectedHosts, type HostsFlags } from "../hosts/report-hosts-flags.js";
import { type ReportOptions, reportRecording } from "../report.js";
import { checkWritable } from "../write-result.js";
import { fetchRun } from "./fetch.js";
import { tell, unlessInterrupted } from "./influx-fetch.js";
import { InfluxServer } from "./server.js";
import { findStoredRun, type Meant } from "./stored-runs.js";

/** Flags of `report` that are about a database. */
export interface FromDatabaseFlags extends HostsFlags {
  readonly fromInflux?: string;
  readonly out?: string;
}

/** What `report` was told. */
export interface FromDatabase {
  readonly flags: FromDatabaseFlags;
  readonly options: ReportOptions;
  readonly context: Context;
}

/** `report --from-influx`: one recording, or all hosts of a run. Throws CONFIG for what does not go together. */
export async function fromDatabase(
  words: readonly string[],
  { flags, options, context }: FromDatabase,
): Promise<number> {
  const { fromInflux: target, host, run, hosts, out } = flags;
  if (target === undefined)
    throw new MeasurementError(
      "CONFIG",
      "--host, --run and --hosts are about a database, and none is named",
      "Add --from-influx http://host:8086/database",
    );
  if (out !== undefined) throw together("--out", "A database has no folders: leave it away");
  if (run !== undefined) {
    const expected = expectedHosts(words, flags);
    const { reportHosts } = await import("../hosts/report-hosts.js");
    return reportHosts(target, { run, expected, files: flags, calibration: options.calibration ?? {} }, context);
  }
  if (hosts !== undefined) throw together("--hosts alone", "Say which run of several hosts: --run ID");
  const [one, ...others] = words;
  if (others.length > 0) throw together(`${words.length} runs`, "Name one run at a time");
  return reportFromInflux(target, { run: one, host }, { options, context });
}

const together = (what: string, remedy: string): MeasurementError =>
  new MeasurementError("CONFIG", `--from-influx does not go with ${what}`, remedy);

/** Reports a recording that a database holds: the same result as on the host it was made on. Answers with the exit status. */
export async function reportFromInflux(
  target: string,
  meant: Meant,
  { options, context }: { readonly options: ReportOptions; readonly context: Context },
): Promise<number> {
  checkWritable(options.results, context);
  return inTemporaryFolder((parent) =>
    unlessInterrupted(context, async (signal) => {
      using server = await InfluxServer.open(target, context, signal);
      const fetched = await fetchRun(server, await findStoredRun(server, meant), parent);
      tell(fetched, context);
      await reportRecording(fetched.folder, { ...options, temporary: true }, context);
    }),
  );
}

/** A folder that is gone afterwards, whatever happens. */
export async function inTemporaryFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-influx-"));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
