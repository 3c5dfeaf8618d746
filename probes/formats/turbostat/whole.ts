import type { EnergyRow } from "./table.js";

/** A package that has several of what a row counts has at least two of it: the rows' sum is then half of the summary. */
const PART = 0.75;

/**
 * Whether the first rows of the packages hold all that the summary has in this column. Not where a row is of one core, as
 * the cores of AMD's processors are, or of one of several dies: its package's energy is then in no row.
 */
export function isWhole(column: number, rows: readonly EnergyRow[], packages: number): boolean {
  const blocks = blocksOf(rows).filter(({ own }) => own.length === packages);
  const parts = blocks.filter(({ summary, own }) => {
    const sum = own.reduce((total, row) => total + (row.values[column] ?? Number.NaN), 0);
    return sum < PART * (summary.values[column] ?? Number.NaN);
  });
  return parts.length * 2 <= blocks.length;
}

interface Block {
  readonly summary: EnergyRow;
  /** The first row of each package. */
  readonly own: EnergyRow[];
}

function blocksOf(rows: readonly EnergyRow[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const row of rows) {
    const own = blocks.at(-1)?.own;
    if (row.package === undefined) blocks.push({ summary: row, own: [] });
    else if (!own?.some((other) => other.package === row.package)) own?.push(row);
  }
  return blocks;
}
