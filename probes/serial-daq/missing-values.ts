import type { Gap } from "../../src/core/batch.js";
import type { Nanoseconds } from "../../src/core/units.js";
import type { RailPlan } from "./rails.js";

/** The rows at which a rail's power was none that it can carry, by rail. */
type Implausible = ReadonlyMap<RailPlan, ReadonlySet<number>>;

/** Takes out, in place, readings beyond the power that their rail can carry; says which. */
export function withoutImplausible(columns: readonly Float64Array[], plans: readonly RailPlan[]): Implausible {
  const found = new Map<RailPlan, ReadonlySet<number>>();
  let next = 0;
  for (const plan of plans) {
    const own = columns.slice(next, next + plan.columns.length);
    next += plan.columns.length;
    if (plan.plausibleW === undefined || plan.rail.measures !== "power") continue;
    const scale = plan.rail.columns.reduce((product, column) => product * column.scale, 1);
    const rows = rowsBeyond(own, plan.plausibleW / scale);
    for (const row of rows) for (const values of own) values[row] = Number.NaN;
    if (rows.size > 0) found.set(plan, rows);
  }
  return found;
}

function rowsBeyond(columns: readonly Float64Array[], limit: number): ReadonlySet<number> {
  const rows = new Set<number>();
  const count = columns[0]?.length ?? 0;
  for (let row = 0; row < count; row++) {
    let product = 1;
    for (const values of columns) product *= values[row] ?? Number.NaN;
    if (Math.abs(product) > limit) rows.add(row);
  }
  return rows;
}

/** What `missingValues` looks at. */
export interface Looked {
  readonly at: BigInt64Array;
  readonly columns: readonly Float64Array[];
  readonly plans: readonly RailPlan[];
  readonly implausible: Implausible;
  /** The name of a column behind those of the plans, if there is one. */
  readonly beside?: string | undefined;
}

/** Values that are missing, those of one column and one reason in a row told once. */
export function missingValues({ at, columns, plans, implausible, beside }: Looked): readonly Omit<Gap, "probe">[] {
  const owners: { readonly plan?: RailPlan; readonly name: string }[] = [
    ...plans.flatMap((plan) => plan.rail.columns.map(({ name }) => ({ plan, name }))),
    ...(beside === undefined ? [] : [{ name: beside }]),
  ];
  return owners.flatMap(({ plan, name }, column) => {
    const values = columns[column] ?? new Float64Array();
    const beyond = plan && implausible.get(plan);
    const reasonAt = (row: number) => (beyond?.has(row) ? "out-of-range" : "no-value");
    return stretches(values, reasonAt).map(({ from, to, reason }) => ({
      columns: [name],
      from: instant(at, from),
      to: instant(at, to),
      reason,
    }));
  });
}

const instant = (at: BigInt64Array, row: number): Nanoseconds => at[row] ?? 0n;

function stretches(values: Float64Array, reasonAt: (row: number) => string) {
  const found: { from: number; to: number; reason: string }[] = [];
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) continue;
    const last = found.at(-1);
    const reason = reasonAt(row);
    if (last?.to === row - 1 && last.reason === reason) last.to = row;
    else found.push({ from: row, to: row, reason });
  }
  return found;
}
