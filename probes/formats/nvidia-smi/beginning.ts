import { MeasurementError } from "../../../src/core/error.js";
import type { Seconds } from "../../../src/core/units.js";
import { type Gpu, gpuOf } from "../../shared/nvidia/gpus.js";
import type { Row } from "../../shared/nvidia/table.js";
import { readLines } from "../lines.js";
import { emptyCells, split, textOf } from "./cells.js";
import { type Form, formsOf } from "./forms.js";
import { identityOf, type Layout, layoutOf } from "./layout.js";
import type { NvidiaSmiSettings } from "./settings.js";
import { Stamps } from "./stamps.js";

/** A GPU of the log: the cell that tells it from the others, and what its first row with a power had. */
export interface LoggedGpu extends Gpu {
  readonly key: string;
  readonly row: Row;
}

/** What the beginning of a log tells. */
export interface Beginning {
  readonly layout: Layout;
  /** The column that tells GPUs apart; undefined for a log of one GPU. */
  readonly identity: string | undefined;
  readonly gpus: readonly LoggedGpu[];
  /** How the numbers of each column are printed. */
  readonly forms: ReadonlyMap<string, Form>;
  /** Milliseconds since 1970 of the first row. */
  readonly startMs: number;
  /** Its times do not say of which zone they are. */
  readonly local: boolean;
  /** Median spacing of the rows of one GPU. */
  readonly period: Seconds;
}

const LONGEST_PREAMBLE = 100;
/** Every GPU has come by then: no computer has as many as 64. */
const ENOUGH_ROWS = 4096;

interface Entry {
  readonly ms: number;
  readonly key: string;
  readonly row: Row;
}

/** Reads as much of a log as is needed. Throws CONFIG when it is no such log, NO_DATA when it has no row with a power. */
export async function readBeginning(path: string, settings: NvidiaSmiSettings): Promise<Beginning> {
  const { layout, identity, local, entries } = await firstRows(path, settings);
  const gpus = gpusOf(entries, settings);
  const [first] = entries;
  if (first === undefined || gpus.length === 0)
    throw new MeasurementError(
      "NO_DATA",
      `${path} has no row with a time and a number of ${settings.field === "auto" ? "power" : settings.field}`,
      "Log with --query-gpu=timestamp,uuid,power.draw.instant,power.draw",
    );
  refuseRepeats(path, entries, { layout, identity });
  const forms = formsOf(
    layout.columns.keys(),
    entries.map(({ row }) => row),
  );
  return { layout, identity, local, gpus, forms, startMs: first.ms, period: periodOf(entries) };
}

async function firstRows(path: string, { gpu, zone }: NvidiaSmiSettings) {
  let layout: Layout | undefined;
  let identity: string | undefined;
  let preamble = 0;
  const entries: Entry[] = [];
  const stamps = new Stamps(zone);
  for await (const lines of readLines(path)) {
    for (const { text } of lines.filter(({ whole }) => whole)) {
      if (layout === undefined) {
        layout = layoutOf(text);
        if (layout === undefined && ++preamble > LONGEST_PREAMBLE) throw notALog(path);
        identity = layout && checkedIdentity(path, layout, gpu);
      } else entries.push(...entryOf(text, { layout, identity, stamps }));
    }
    if (entries.length >= ENOUGH_ROWS) break;
  }
  if (layout === undefined) throw notALog(path);
  return { layout, identity, local: stamps.local, entries };
}

const notALog = (path: string) =>
  new MeasurementError(
    "CONFIG",
    `${path} has no line that names a timestamp and power.draw`,
    "Name a log made by `nvidia-smi --query-gpu=timestamp,uuid,power.draw --format=csv -lms 20`; other tables are read by `import csv`",
  );

/** Throws CONFIG for a column that is not there, and for a log without a time. */
function checkedIdentity(path: string, layout: Layout, wanted: string | undefined): string | undefined {
  const names = [...layout.columns.keys()].join(", ");
  if (!layout.columns.has("timestamp"))
    throw new MeasurementError("CONFIG", `${path} has no column timestamp`, `It has: ${names}. Log with timestamp`);
  if (wanted === undefined) return identityOf(layout);
  if (layout.columns.has(wanted)) return wanted;
  throw new MeasurementError("CONFIG", `${path} has no column ${wanted}`, `Set gpu to one of: ${names}`);
}

interface Reading {
  readonly layout: Layout;
  readonly identity: string | undefined;
  readonly stamps: Stamps;
}

function entryOf(text: string, { layout, identity, stamps }: Reading): readonly Entry[] {
  const bytes = Buffer.from(text, "latin1");
  const cells = emptyCells(layout.cells);
  split(cells, bytes, 0, bytes.length);
  const cell = (name: string) => {
    const index = layout.columns.get(name);
    return index === undefined ? undefined : textOf(cells, index);
  };
  const ms = stamps.read(cells, layout.columns.get("timestamp") ?? -1);
  if (cells.count !== layout.cells || Number.isNaN(ms)) return [];
  return [{ ms, key: identity === undefined ? "" : (cell(identity) ?? ""), row: { cell } }];
}

/** The GPUs that have a power. They are numbered by the log's index where that tells them apart, else as they come. */
function gpusOf(entries: readonly Entry[], settings: NvidiaSmiSettings): readonly LoggedGpu[] {
  const gpus = foundGpus(entries, settings);
  const indices = gpus.map(({ row, key }) => (settings.gpu === undefined ? row.cell("index") : key));
  const distinct = !indices.includes(undefined) && new Set(indices).size === gpus.length;
  return gpus.map((gpu, position) => ({ ...gpu, index: (distinct && indices[position]) || String(position) }));
}

function foundGpus(entries: readonly Entry[], { field, computeCapability }: NvidiaSmiSettings): readonly LoggedGpu[] {
  const gpus = new Map<string, LoggedGpu>();
  for (const { key, row } of entries) {
    if (gpus.has(key)) continue;
    const told: Readonly<Record<string, string | undefined>> = {
      uuid: row.cell("uuid") ?? `GPU ${key}`,
      compute_cap: row.cell("compute_cap") ?? computeCapability?.toString(),
    };
    const gpu = gpuOf({ cell: (name) => told[name] ?? row.cell(name) }, field);
    if (gpu !== undefined) gpus.set(key, { ...gpu, key, row });
  }
  return [...gpus.values()];
}

/** Refuses a column that is one and the same for several GPUs: their rows would be merged into one. */
function refuseRepeats(
  path: string,
  entries: readonly Entry[],
  { layout, identity }: Pick<Beginning, "layout" | "identity">,
) {
  const seen = new Map<string, number>();
  let repeats = 0;
  for (const { key, ms } of entries) {
    if (seen.get(key) === ms) repeats++;
    seen.set(key, ms);
  }
  if (repeats <= entries.length / 4) return;
  throw new MeasurementError(
    "CONFIG",
    `${path} has several rows of one time for one GPU: ${identity ?? "no column"} does not tell its GPUs apart`,
    `Set gpu to the column that does, one of: ${[...layout.columns.keys()].join(", ")}`,
  );
}

function periodOf(entries: readonly Entry[]): Seconds {
  const last = new Map<string, number>();
  const spacings: number[] = [];
  for (const { key, ms } of entries) {
    const spacing = ms - (last.get(key) ?? ms);
    if (spacing > 0) spacings.push(spacing);
    last.set(key, ms);
  }
  spacings.sort((a, b) => a - b);
  return (spacings[Math.floor(spacings.length / 2)] ?? 1000) / 1000;
}
