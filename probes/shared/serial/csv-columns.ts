import type { ColumnQuantity } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import type { MeteredRail } from "./protocol.js";

/** What one column of a line is. */
export type CsvColumn =
  | { readonly kind: "skipped" }
  | { readonly kind: "time"; readonly tick: Seconds }
  | {
      readonly kind: "value";
      readonly rail: string;
      readonly quantity: ColumnQuantity;
      readonly unit: string;
      readonly scale: number;
      readonly shunt: boolean;
    };

const prefixes: Readonly<Record<string, number>> = { "": 1, m: 1e-3, u: 1e-6, n: 1e-9, k: 1e3 };
const quantities: Readonly<Record<string, ColumnQuantity>> = { V: "voltage", A: "current", W: "power", J: "energy" };
const WATT_HOUR = 3600;
const VALUE = /^(?<rail>[^:\s]+):(?<shunt>shunt-)?(?<unit>(?<prefix>[munk]?)(?<base>V|A|W|J|Wh))$/;
const TIME = /^time:(?<prefix>[mun]?)s$/;

/** Reads `-`, `time:ms`, `cpu:V`, `cpu:mA`, `cpu:shunt-uV`, `dram:W`, `soc:mWh`; undefined for anything else. */
export function parseColumn(word: string): CsvColumn | undefined {
  if (word === "-") return { kind: "skipped" };
  const time = TIME.exec(word)?.groups;
  if (time !== undefined) return { kind: "time", tick: prefixes[time["prefix"] ?? ""] ?? 1 };
  const { rail, shunt, unit, prefix = "", base = "" } = VALUE.exec(word)?.groups ?? {};
  if (rail === undefined || rail === "time" || unit === undefined) return undefined;
  if (shunt !== undefined && base !== "V") return undefined;
  const quantity = shunt === undefined ? (quantities[base] ?? "energy") : "current";
  const scale = (prefixes[prefix] ?? 1) * (base === "Wh" ? WATT_HOUR : 1);
  return { kind: "value", rail, quantity, unit, scale, shunt: shunt !== undefined };
}

/** The rails of declared columns, and for each column of their rows the place of its cell in the line. */
export interface CsvRails {
  readonly rails: readonly MeteredRail[];
  readonly cells: readonly number[];
}

const factors: Readonly<Record<string, true>> = { power: true, energy: true, "current,voltage": true };

/** The rails of these columns, or in words why there are none. */
export function railsOfColumns(columns: readonly CsvColumn[]): CsvRails | string {
  const byRail = new Map<string, number[]>();
  for (const [cell, column] of columns.entries())
    if (column.kind === "value") byRail.set(column.rail, [...(byRail.get(column.rail) ?? []), cell]);
  if (byRail.size === 0) return "no column is a rail's";
  if (columns.filter(({ kind }) => kind === "time").length > 1) return "two columns are the time";
  const rails = [...byRail].map(([id, cells]) => railOf(id, cells, columns));
  const odd = rails.find(
    ({ columns }) =>
      !factors[
        columns
          .map(({ quantity }) => quantity)
          .sort()
          .join()
      ],
  );
  if (odd !== undefined)
    return `rail ${odd.id} needs its power, its energy, or its voltage and its current: skip other columns with "-"`;
  return { rails, cells: [...byRail.values()].flat() };
}

function railOf(id: string, cells: readonly number[], columns: readonly CsvColumn[]): MeteredRail {
  const own = cells.flatMap((cell) => {
    const column = columns[cell];
    return column?.kind === "value" ? [column] : [];
  });
  return {
    id,
    columns: own.map(({ quantity, unit, scale }) => ({ name: `${id}.${quantity}`, quantity, unit, scale })),
    uncertainty: [],
    ...(own.some(({ shunt }) => shunt) && { shunt: true }),
  };
}
