import { printedNumber } from "../../shared/pcm/lines.js";
import { parseTime } from "../csv/time.js";

/** What turbostat knows the energy of. */
export type Domain = "package" | "core" | "gfx" | "dram" | "psys";

const energyColumns: ReadonlyMap<string, { readonly domain: Domain; readonly joules: boolean }> = new Map([
  ["PkgWatt", { domain: "package", joules: false }],
  ["CorWatt", { domain: "core", joules: false }],
  ["GFXWatt", { domain: "gfx", joules: false }],
  ["RAMWatt", { domain: "dram", joules: false }],
  ["SysWatt", { domain: "psys", joules: false }],
  ["Pkg_J", { domain: "package", joules: true }],
  ["Cor_J", { domain: "core", joules: true }],
  ["GFX_J", { domain: "gfx", joules: true }],
  ["RAM_J", { domain: "dram", joules: true }],
  ["Sys_J", { domain: "psys", joules: true }],
]);

/** Columns that say which processor a row is of: `-` in all of them is the summary. */
const places = ["Package", "Die", "Node", "Core", "CPU"];

/** Where a header's columns are. */
export interface Layout {
  readonly line: string;
  readonly cells: number;
  readonly energy: readonly { readonly domain: Domain; readonly joules: boolean; readonly index: number }[];
  readonly places: readonly number[];
  readonly package: number | undefined;
  readonly time: number | undefined;
}

/** The layout that a header makes; undefined for a line that is none, which names no energy. */
export function layoutOf(line: string): Layout | undefined {
  const names = cellsOf(line);
  const energy = names.flatMap((name, index) => {
    const known = energyColumns.get(name);
    return known === undefined ? [] : [{ ...known, index }];
  });
  if (energy.length === 0) return undefined;
  const at = (name: string) => (names.includes(name) ? names.indexOf(name) : undefined);
  return {
    ...{ line, cells: names.length, energy, places: places.flatMap((name) => at(name) ?? []) },
    ...{ package: at("Package"), time: at("Time_Of_Day_Seconds") },
  };
}

/** A row of energy: of the whole computer, or of one package. */
export interface EnergyRow {
  readonly package: number | undefined;
  /** The end of the interval in nanoseconds since 1970, where rows tell it; else undefined. */
  readonly at: bigint | undefined;
  /** In the order of the layout's energy columns: watts, or joules; NaN for what is no number. */
  readonly values: readonly number[];
}

/** Why a row gives no energy: `thread` is of a processor that is not its package's first, as it should be. */
export type NoRow = "thread" | "cells" | "time" | "unknown";

/** Reads a row below `layout`. */
export function parseRow(line: string, layout: Layout): EnergyRow | NoRow {
  const cells = cellsOf(line);
  const where = layout.places.map((index) => cells[index] ?? "");
  const summary = where.every((cell) => cell === "-");
  const numbered = where.every((cell) => /^\d{1,6}$/.test(cell));
  if (!summary && !numbered) return "unknown";
  if (cells.length < layout.cells && !summary) return "thread";
  if (cells.length !== layout.cells) return "cells";
  if (!summary && layout.energy.every(({ index }) => cells[index] === "")) return "thread";
  const at = layout.time === undefined ? undefined : parseTime(cells[layout.time] ?? "", "s");
  if (layout.time !== undefined && at === undefined) return "time";
  const values = layout.energy.map(({ domain, index }) => energyIn(cells[index] ?? "", domain));
  const own = layout.package === undefined ? 0 : Number(cells[layout.package]);
  return { package: summary ? undefined : own, at, values };
}

/** Whether a row, whole or not, is the summary of a block: one interval is over. */
export const isSummary = (line: string, layout: Layout): boolean => {
  const cells = cellsOf(line);
  // with --Summary there is nothing else
  return layout.places.length === 0 ? cells.length > 1 : layout.places.every((index) => cells[index] === "-");
};

const cellsOf = (line: string): readonly string[] => line.split("\t").map((cell) => cell.trim());

/** Cores and graphics may be off; a package, memory or a platform that consumes nothing is not counted. */
function energyIn(cell: string, domain: Domain): number {
  const value = printedNumber(cell) ?? Number.NaN;
  return value === 0 && domain !== "core" && domain !== "gfx" ? Number.NaN : value;
}
