import { MeasurementError } from "../../../src/core/error.js";
import { NANOS_PER_SECOND, nanoseconds, type Seconds } from "../../../src/core/units.js";
import { readLines } from "../lines.js";
import { idOf, type Source, sourcesOf } from "./rails.js";
import { type EnergyRow, type Layout, layoutOf, parseRow } from "./table.js";
import { isWhole } from "./whole.js";

/** What the beginning of a recording tells of it. */
export interface Beginning {
  readonly layout: Layout;
  readonly packages: readonly number[];
  readonly sources: readonly Source[];
  /** What has a column and no number but zero: rails that are left out. */
  readonly silent: readonly string[];
  /** What the rows show only parts of: rails that are left out too. */
  readonly partly: readonly string[];
  readonly period: Seconds;
  /** One period before the first block's end, nanoseconds since 1970; 0 where blocks have no time. */
  readonly start: bigint;
}

/** Facts about every processor stand before the header. */
const LONGEST_PREAMBLE = 20_000;
const ENOUGH_BLOCKS = 64;

/** Reads as much as is needed. Throws CONFIG when it is no such recording or has no time, NO_DATA when it has no energy. */
export async function readBeginning(path: string, intervalS: Seconds | undefined): Promise<Beginning> {
  const { layout, rows } = await firstRows(path);
  const summaries = rows.filter((row) => row.package === undefined);
  const period = periodOf(summaries, layout) ?? intervalS;
  if (period === undefined) throw noTime(path);
  const own = rows.flatMap((row) => (row.package === undefined ? [] : [row.package]));
  const found = [...new Set(own)].sort((a, b) => a - b);
  const packages = found.length > 1 ? found : [found[0] ?? 0];
  const all = sourcesOf(layout, packages);
  const counts = (source: Source) =>
    rows.some((row) => isOf(row, source, packages) && (row.values[source.column] ?? 0) > 0);
  const whole = ({ column, domain }: Source) =>
    packages.length === 1 || domain === "psys" || isWhole(column, rows, packages.length);
  const sources = all.filter((source) => counts(source) && whole(source));
  if (summaries.length === 0 || sources.length === 0)
    throw new MeasurementError("NO_DATA", `${path} shows no energy`, "Record it as root, with the columns of power");
  const silent = all.filter((source) => !counts(source)).map(idOf);
  const partly = all.filter((source) => counts(source) && !whole(source)).map(idOf);
  const [first] = summaries;
  const start = first?.at === undefined ? 0n : first.at - nanoseconds(period);
  return { layout, packages, sources, silent, partly, period, start };
}

/** Whether a source is read from this row: the summary has the platform, and all there is of a single package. */
export const isOf = (row: EnergyRow, source: Source, packages: readonly number[]): boolean =>
  source.domain === "psys" || packages.length === 1 ? row.package === undefined : row.package === source.package;

async function firstRows(path: string): Promise<{ readonly layout: Layout; readonly rows: readonly EnergyRow[] }> {
  let layout: Layout | undefined;
  let seen = 0;
  let blocks = 0;
  const rows: EnergyRow[] = [];
  for await (const lines of readLines(path)) {
    for (const { text, whole } of lines) {
      if (!whole) continue;
      layout ??= layoutOf(text);
      if (layout === undefined && ++seen > LONGEST_PREAMBLE) throw noHeader(path);
      const row = layout === undefined ? "unknown" : parseRow(text, layout);
      if (typeof row === "string") continue;
      rows.push(row);
      if (row.package === undefined) blocks++;
    }
    if (blocks >= ENOUGH_BLOCKS) break;
  }
  if (layout === undefined) throw noHeader(path);
  return { layout, rows };
}

function periodOf(summaries: readonly EnergyRow[], { time }: Layout): Seconds | undefined {
  if (time === undefined) return undefined;
  const times = summaries.flatMap(({ at }) => at ?? []);
  const spacings = times.slice(1).map((at, index) => Number(at - (times[index] ?? at)) / NANOS_PER_SECOND);
  const forward = spacings.filter((spacing) => spacing > 0).sort((a, b) => a - b);
  return forward[Math.floor((forward.length - 1) / 2)];
}

const noHeader = (path: string) =>
  new MeasurementError(
    "CONFIG",
    `${path} has no header of turbostat with a column of power`,
    "It is a line of names with tabs between them, e.g. PkgWatt or Pkg_J",
  );

const noTime = (path: string) =>
  new MeasurementError(
    "CONFIG",
    `${path} does not say how long its blocks are`,
    "Set intervalS to what turbostat was started with (--interval, 5 by default); or record with --enable Time_Of_Day_Seconds",
  );
