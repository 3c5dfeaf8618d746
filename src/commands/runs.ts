import type { Seconds } from "../core/units.js";
import { entryOf, listRecordings, type RecordingEntry } from "../recording/entries.js";
import { findRecording, recordingsFolder } from "../recording/folder.js";
import { pruneRecordings } from "../recording/prune.js";
import { openRecording } from "../recording/reader.js";
import type { Context } from "./context.js";
import { bytesText, durationText, recordingsTable } from "./runs-table.js";

/** Which folder of recordings, and how to answer. */
export interface RunsOptions {
  /** The user's data folder when absent. */
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Which recordings to remove; see `pruneRecordings`. */
export interface PruneRunsOptions extends RunsOptions {
  readonly keep?: number | undefined;
  readonly olderThan?: Seconds | undefined;
  readonly dryRun?: boolean | undefined;
}

const rootOf = ({ out }: RunsOptions, { env }: Context): string => out ?? recordingsFolder(env);

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Lists the recordings on stdout, the newest first. */
export function listRuns(options: RunsOptions, context: Context): void {
  const root = rootOf(options, context);
  const entries = listRecordings(root);
  if (options.json === true) context.stdout.write(asJson(entries));
  else if (entries.length > 0) context.stdout.write(recordingsTable(entries));
  else context.stderr.write(`There are no recordings in ${root}. Measure something: joulemark run -- CMD\n`);
}

/** Shows one recording on stdout: what was run, where, with which instruments, and how it ended. */
export function showRun(word: string | undefined, options: RunsOptions, context: Context): void {
  const folder = findRecording(rootOf(options, context), word);
  const { manifest, ending, executions, findings } = openRecording(folder);
  const entry = entryOf(folder);
  const { command, host, probes } = manifest;
  const shown = {
    ...entry,
    host,
    probes: probes.map(({ name, device, rails }) => ({ name, device, rails: rails.map(({ id }) => id) })),
    executions: executions.map(({ index, warmup, exit }) => ({ index, warmup, exit })),
    findings: [...manifest.findings, ...(ending?.findings ?? []), ...findings],
  };
  if (options.json === true) {
    context.stdout.write(asJson(shown));
    return;
  }
  const lines = [
    ["run", entry.name === undefined ? entry.id : `${entry.id} (${entry.name})`],
    ["command", command.join(" ")],
    ["started", manifest.startedAt],
    ["duration", `${durationText(entry.durationS)}${entry.complete ? "" : ", cut off or still recording"}`],
    ["host", `${host.hostname}, ${host.cpu} x ${host.cpus}, Linux ${host.kernel} ${host.arch}`],
    ...shown.probes.map(({ name, device, rails }) => ["probe", `${name}: ${device} (${rails.join(", ")})`]),
    ["executions", String(executions.length)],
    ...shown.findings.map(({ severity, message }) => [severity, message]),
    ["folder", `${folder} (${bytesText(entry.bytes)})`],
  ];
  for (const [word, text] of lines) context.stdout.write(`${word?.padEnd(12)}${text}\n`);
}

/** Removes recordings, or says which it would; names each on stdout. Throws CONFIG without a condition. */
export function pruneRuns(options: PruneRunsOptions, context: Context): void {
  const { keep, olderThan, dryRun = false } = options;
  const root = rootOf(options, context);
  const pruned = pruneRecordings(root, { keep, olderThan, dryRun, wallMs: context.clock.wall() });
  if (options.json === true) {
    context.stdout.write(asJson({ dryRun, ...pruned }));
    return;
  }
  const bytes = pruned.removed.reduce((sum: number, entry: RecordingEntry) => sum + entry.bytes, 0);
  for (const { folder } of pruned.removed) context.stdout.write(`${dryRun ? "would remove" : "removed"} ${folder}\n`);
  for (const { entry, why } of pruned.refused) context.stderr.write(`left ${entry.folder}: ${why}\n`);
  const what = dryRun ? "to free" : "freed";
  context.stderr.write(`${pruned.removed.length} recordings, ${bytesText(bytes)} ${what}; ${pruned.kept} kept\n`);
}
