import { MeasurementError } from "../../src/core/error.js";
import type { Host } from "../../src/core/probe.js";
import { conditionFields } from "../shared/nvidia/conditions.js";
import { type Row, Table } from "../shared/nvidia/table.js";
import { findProgram, type Program, runToEnd } from "../shared/program.js";
import { refusalOf } from "./refusals.js";

/** A GPU without persistence mode wakes up first, which takes seconds. */
export const LONGEST_ANSWER = 20;

/** Every field that is of use, where the driver knows it (devices.md B1). */
export const fields: readonly string[] = [
  "timestamp",
  "index",
  "uuid",
  "name",
  "pci.bus_id",
  "driver_version",
  "compute_cap",
  "power.draw",
  "power.draw.average",
  "power.draw.instant",
  "module.power.draw.average",
  "module.power.draw.instant",
  ...conditionFields.map(({ field }) => field),
];

const UNKNOWN_FIELD = "is not a valid field to query";

/** What every call of the tool has in common. */
export interface Tool {
  readonly file: string;
  /** Indices, UUIDs or bus ids; all GPUs when absent. */
  readonly gpus?: readonly string[];
}

/** The tool on this host. Throws UNAVAILABLE when it is not installed. */
export function findTool(host: Host): string {
  const file = findProgram(host.root, "nvidia-smi");
  if (file !== undefined) return file;
  throw new MeasurementError("UNAVAILABLE", "nvidia-smi is not installed", install);
}

/** How to get the tool. */
export const install =
  "Install NVIDIA's driver with its utilities (Debian: nvidia-smi; Ubuntu: nvidia-utils-NNN). A Jetson has none of use: its rails are read by jetson-ina";

/** The call that asks for `names`, once or every `everyMs`. */
export const queryCall = ({ file, gpus }: Tool, names: readonly string[], everyMs?: number): Program => ({
  file,
  args: [
    `--query-gpu=${names.join(",")}`,
    "--format=csv",
    ...(gpus === undefined ? [] : ["-i", gpus.join(",")]),
    ...(everyMs === undefined ? [] : ["-lms", String(everyMs)]),
  ],
});

/** What the driver answers when asked once: the fields it knows, and a row for each GPU. */
export interface Answer {
  readonly fields: readonly string[];
  readonly rows: readonly Row[];
}

/** Asks for all fields at once, and where that fails for one it does not know, for each by itself (devices.md B1). */
export async function query(tool: Tool, host: Host): Promise<Answer> {
  const all = await ask(tool, fields, host);
  if (all !== undefined) return { fields, rows: all };
  const known: string[] = [];
  for (const field of fields) if (await knows(tool, field, host)) known.push(field);
  const rows = known.includes("power.draw") ? await ask(tool, known, host) : undefined;
  if (rows !== undefined) return { fields: known, rows };
  throw new MeasurementError(
    "UNAVAILABLE",
    "nvidia-smi does not know the field power.draw",
    "Install a newer driver of NVIDIA's",
  );
}

/** The rows, or undefined when a field is not known. Throws what else went wrong. */
async function ask(tool: Tool, names: readonly string[], host: Host): Promise<readonly Row[] | undefined> {
  const { lines, ...ended } = await runToEnd(queryCall(tool, names), { ...host, limit: LONGEST_ANSWER });
  if ([...lines, ended.said].some((text) => text.includes(UNKNOWN_FIELD))) return undefined;
  const table = new Table();
  const rows = lines.map((line) => table.read(line)).flatMap((line) => (line.kind === "row" ? [line.row] : []));
  if (ended.code !== 0 || rows.length === 0) throw refusalOf(ended, lines);
  return rows;
}

async function knows(tool: Tool, field: string, host: Host): Promise<boolean> {
  const { code, lines, said } = await runToEnd(queryCall(tool, [field]), { ...host, limit: LONGEST_ANSWER });
  return code === 0 && ![...lines, said].some((text) => text.includes(UNKNOWN_FIELD));
}
