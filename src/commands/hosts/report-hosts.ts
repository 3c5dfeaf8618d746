import { join } from "node:path";
import { MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import { openRecording } from "../../recording/reader.js";
import { formatTables } from "../../report/html/tables-page.js";
import type { CalibrationRequest } from "../calibration.js";
import type { Context } from "../context.js";
import { fetchRun } from "../influx/fetch.js";
import { unlessInterrupted } from "../influx/influx-fetch.js";
import { endOf } from "../influx/listed.js";
import { inTemporaryFolder } from "../influx/report-from-influx.js";
import { InfluxServer } from "../influx/server.js";
import { type StoredRun, storedRuns } from "../influx/stored-runs.js";
import { checkPageFiles, type PageFlags, writePage } from "../page-files.js";
import { calibrated } from "../stored-calibration.js";
import { clockStatusIn } from "./clock-status.js";
import type { HostRecording } from "./host-recording.js";
import { hostsCsv } from "./hosts-csv.js";
import { hostsPage } from "./hosts-page.js";
import { mergeHosts } from "./merge-hosts.js";

/** Which run, which hosts should be there, and where the report goes. */
export interface ReportHostsOptions {
  readonly run: string;
  readonly expected: readonly string[];
  readonly files: PageFlags;
  readonly calibration: CalibrationRequest;
}

/** `report --from-influx URL --run ID`: every host of a run, and all together. Answers with the exit status. */
export async function reportHosts(target: string, options: ReportHostsOptions, context: Context): Promise<number> {
  checkPageFiles(options.files, context);
  return inTemporaryFolder((parent) =>
    unlessInterrupted(context, async (signal) => {
      using server = await InfluxServer.open(target, context, signal);
      const hosts: HostRecording[] = [];
      const { runs } = await storedRuns(server, options.run);
      const findings = [...(await sharedNames(server, runs)), ...usedAgain(runs)];
      for (const stored of newestOfEach(runs, { server, options })) {
        const { host, damaged } = await fetched(server, stored, {
          parent: join(parent, String(hosts.length)),
          options,
        });
        hosts.push(host);
        if (damaged > 0) findings.push(damagedEvents(stored.host, damaged));
      }
      const result = mergeHosts(hosts, { ...options, findings });
      const page = hostsPage(result);
      const html = (version: string) => formatTables(page, { version });
      writePage({ page, json: result, csv: hostsCsv(result), html }, options.files, context);
    }),
  );
}

async function fetched(
  server: InfluxServer,
  stored: StoredRun,
  { parent, options }: { readonly parent: string; readonly options: ReportHostsOptions },
): Promise<{ readonly host: HostRecording; readonly damaged: number }> {
  const { folder, damaged } = await fetchRun(server, stored, parent);
  const recording = openRecording(folder);
  const clock = clockStatusIn(recording.manifest) ?? { source: null, synchronized: null };
  const how = await calibrated(recording.manifest, options.calibration);
  return { host: { host: stored.host, recording, how, zero: stored.zero, clock }, damaged };
}

const damagedEvents = (host: string, damaged: number): Finding => ({
  code: "events-damaged",
  severity: "degraded",
  message: `${host}: ${damaged} of its events are not in the database as they were sent: marks or gaps may be missing`,
  remedy: "Send its recording again from there: joulemark send RUN --again",
});

/** Of a host that used the id several times the last is reported: whoever meant another has to know. */
function usedAgain(runs: readonly StoredRun[]): readonly Finding[] {
  return [...new Set(runs.map(({ host }) => host))].flatMap((host) => {
    const count = runs.filter((one) => one.host === host).length;
    if (count < 2) return [];
    const message = `${host} has ${count} recordings under this id; the last one is reported`;
    return [
      { code: "run-id-used-again", severity: "note" as const, message, remedy: "Give every run an id of its own" },
    ];
  });
}

/** Two computers of one name, whose recordings lie over one another: their points have the same tags. */
async function sharedNames(server: InfluxServer, runs: readonly StoredRun[]): Promise<readonly Finding[]> {
  const shared = new Set<string>();
  for (const stored of runs) {
    const end = stored.before === undefined ? undefined : await endOf(server, stored);
    if (end !== undefined && end - stored.manifest.start + stored.zero > (stored.before ?? 0n)) shared.add(stored.host);
  }
  return [...shared].map((host) => ({
    code: "host-name-shared",
    severity: "invalid",
    message: `${host}: two recordings of this name under this id lie over one another, and their points cannot be told apart`,
    remedy: "Give every host a name of its own (hostnamectl hostname NAME), and every run an id of its own",
  }));
}

interface Wanted {
  readonly server: InfluxServer;
  readonly options: ReportHostsOptions;
}

/** By name; of a host that used the id several times, the last. */
function newestOfEach(runs: readonly StoredRun[], { server, options: { run } }: Wanted): readonly StoredRun[] {
  const newest = new Map(runs.map((one) => [one.host, one]));
  if (newest.size === 0)
    throw new MeasurementError(
      "NO_DATA",
      `No host has a recording under the id ${JSON.stringify(run)} in ${server.label}`,
      "Give every host the same: joulemark run --run-id ID --influx URL -- CMD; joulemark influx runs URL lists what is there",
    );
  return [...newest.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
}
