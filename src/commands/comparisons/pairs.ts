import { checkedClaims } from "../../../calibration/whitepaper/claims.js";
import { type Cell as PaperCell, cells as paperCells } from "../../../calibration/whitepaper/tables.js";
import type { MatrixCell } from "../../core/matrix.js";
import type { MatrixRatio } from "../../core/matrix-comparison.js";

/** Two cells that are held against each other. */
export interface Pair {
  readonly between: MatrixRatio["between"];
  readonly over: MatrixCell;
  readonly under: MatrixCell;
  readonly claimed?: NonNullable<MatrixRatio["claimed"]>;
}

/** A variant of a network counts as the network, as in the paper. */
const variants: Readonly<Record<string, string>> = { caffenet: "alexnet" };
const FULL = "fp32";

const networkOf = ({ load: { network = "" } }: MatrixCell): string => variants[network] ?? network;
const paperOf = ({ published }: MatrixCell): PaperCell | undefined => paperCells.find(({ id }) => id === published);

/** All pairs of cells that have a rate: between systems as the paper pairs them, then within each. */
export function pairsOf(cells: readonly MatrixCell[]): readonly Pair[] {
  const measured = cells.filter(({ rate }) => rate !== null);
  return [...betweenSystems(measured), ...overSmallest(measured), ...overFull(measured)];
}

function betweenSystems(cells: readonly MatrixCell[]): readonly Pair[] {
  return cells.flatMap((one, index) =>
    cells
      .slice(index + 1)
      .filter(({ system }) => system !== one.system)
      .flatMap((other) => claimedPair(one, other) ?? claimedPair(other, one) ?? alikePair(one, other)),
  );
}

/** A pair that the paper's text names, in its direction. */
function claimedPair(over: MatrixCell, under: MatrixCell): Pair | undefined {
  const claims = checkedClaims().filter(
    ({ numerator, denominator }) => numerator.id === over.published && denominator.id === under.published,
  );
  if (claims.length === 0) return undefined;
  const printed = (of: "performance" | "efficiency") => claims.find((claim) => claim.of === of)?.printed ?? null;
  return {
    between: "systems",
    over,
    under,
    claimed: { rate: printed("performance"), efficiency: printed("efficiency") },
  };
}

/** Cells that do the same: of one row pair of a table, or of one network, precision and batch. */
function alikePair(over: MatrixCell, under: MatrixCell): readonly Pair[] {
  const [a, b] = [paperOf(over), paperOf(under)];
  const alike =
    a !== undefined && b !== undefined
      ? a.table === b.table && a.precision === b.precision && a.batch > 1 === b.batch > 1
      : sameWork(over, under) && over.load.batch === under.load.batch;
  return alike ? [{ between: "systems", over, under }] : [];
}

const sameWork = (a: MatrixCell, b: MatrixCell): boolean =>
  a.load.network === undefined || b.load.network === undefined
    ? a.load.network === b.load.network && a.id === b.id
    : networkOf(a) === networkOf(b) && a.load.precision === b.load.precision;

/** What cells of one system have in common, beside what is held against each other. */
const keyOf = (cell: MatrixCell, also: unknown): string => {
  const { network, engine, device = null } = cell.load;
  const paper = paperOf(cell);
  return JSON.stringify([cell.system, network, engine, device, paper?.table ?? null, paper?.system ?? null, also]);
};

function groupsBy(cells: readonly MatrixCell[], key: (cell: MatrixCell) => string): readonly MatrixCell[][] {
  const groups = new Map<string, MatrixCell[]>();
  for (const cell of cells)
    if (cell.load.network !== undefined) groups.set(key(cell), [...(groups.get(key(cell)) ?? []), cell]);
  return [...groups.values()];
}

/** Every larger batch over the smallest. */
function overSmallest(cells: readonly MatrixCell[]): readonly Pair[] {
  const batched = cells.filter(({ load }) => load.batch !== undefined);
  return groupsBy(batched, (cell) => keyOf(cell, cell.load.precision)).flatMap((group) => {
    const smallest = Math.min(...group.map(({ load }) => load.batch ?? 0));
    const under = group.find(({ load }) => load.batch === smallest);
    const larger = group.filter(({ load }) => (load.batch ?? 0) > smallest);
    return under === undefined ? [] : larger.map((over) => ({ between: "batch" as const, over, under }));
  });
}

/** Every other precision over full precision, at the same batch. */
function overFull(cells: readonly MatrixCell[]): readonly Pair[] {
  return groupsBy(cells, (cell) => keyOf(cell, cell.load.batch)).flatMap((group) => {
    const under = group.find(({ load }) => load.precision === FULL);
    const others = group.filter(({ load }) => load.precision !== FULL && load.precision !== undefined);
    return under === undefined ? [] : others.map((over) => ({ between: "precision" as const, over, under }));
  });
}
