import type { Context } from "../context.js";
import { durationText } from "../runs-table.js";
import { type ListedRun, listed } from "./listed.js";
import { InfluxServer } from "./server.js";
import { storedRuns } from "./stored-runs.js";

/** How to answer. */
export interface InfluxRunsOptions {
  readonly json?: boolean | undefined;
}

/** Lists the recordings of a database on stdout, the oldest first. */
export async function influxRuns(target: string, { json = false }: InfluxRunsOptions, context: Context): Promise<void> {
  using server = await InfluxServer.open(target, context);
  const { runs, unreadable } = await storedRuns(server);
  const entries: ListedRun[] = [];
  for (const stored of runs) entries.push(await listed(server, stored));
  if (json) context.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
  else if (entries.length > 0) context.stdout.write(tableOf(entries));
  else
    context.stderr.write(
      `There are no recordings in ${server.label}. Send one: joulemark run --sink influx:URL -- CMD\n`,
    );
  if (unreadable > 0)
    context.stderr.write(`joulemark: ${unreadable} recordings have a manifest that cannot be read and are left out\n`);
}

const COMMAND_WIDTH = 40;

function tableOf(entries: readonly ListedRun[]): string {
  const rows = [
    ["RUN", "HOST", "STARTED", "DURATION", "POINTS", "STATE", "PROBES", "COMMAND"],
    ...entries.map(cellsOf),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

function cellsOf({ run, host, startedAt, durationS, points, complete, probes, command }: ListedRun): string[] {
  const words = plain(command.join(" "));
  const shown = words.length > COMMAND_WIDTH ? `${words.slice(0, COMMAND_WIDTH - 3)}...` : words;
  const started = startedAt.slice(0, 19).replace("T", " ");
  const state = complete ? "complete" : "not ended";
  return [
    plain(run),
    plain(host),
    started,
    durationText(durationS),
    String(points),
    state,
    plain(probes.join(",")),
    shown,
  ];
}

/** Nothing in a database commands the terminal. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\s]+/gu, " ");
