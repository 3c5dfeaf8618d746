import type { Batch, Gap } from "../../src/core/batch.js";
import { columnNamesOf, type Recorded } from "../../src/core/condition.js";

/** Everything wrong with what a probe sampled, in words; empty when the batches keep the contract. */
export function batchProblems(batches: readonly Batch[], declared: Recorded): readonly string[] {
  const names = columnNamesOf(declared);
  return [...shapeProblems(batches, names), ...timeProblems(batches), ...gapProblems(batches, names)];
}

function shapeProblems(batches: readonly Batch[], names: readonly string[]): readonly string[] {
  return batches.flatMap(({ columns, at }, index) => {
    if (columns.length !== names.length) return [`batch ${index} has ${columns.length} columns, not ${names.length}`];
    const short = names.filter((_, c) => columns[c]?.length !== at.length);
    return short.map((name) => `batch ${index}: column ${name} is not as long as its instants`);
  });
}

function timeProblems(batches: readonly Batch[]): readonly string[] {
  const at = batches.flatMap((batch) => [...batch.at]);
  return at.flatMap((instant, i) => {
    const before = at[i - 1];
    return before === undefined || instant > before ? [] : [`sample ${i} is ${before - instant} ns before the last`];
  });
}

function gapProblems(batches: readonly Batch[], names: readonly string[]): readonly string[] {
  const gaps = batches.flatMap((batch) => batch.gaps);
  const odd = gaps.filter(({ from, to, reason, columns = [] }) => {
    return from > to || reason.trim() === "" || columns.some((name) => !names.includes(name));
  });
  return [...odd.map(({ reason }) => `a gap (${reason}) has no sense`), ...unnamed(batches, { names, gaps })];
}

/** Missing values that no gap explains. */
function unnamed(
  batches: readonly Batch[],
  { names, gaps }: { readonly names: readonly string[]; readonly gaps: readonly Gap[] },
): readonly string[] {
  const covers = (name: string, instant: bigint) => (gap: Gap) =>
    gap.from <= instant && instant <= gap.to && (gap.columns?.includes(name) ?? true);
  return batches.flatMap(({ at, columns }) =>
    columns.flatMap((values, c) =>
      [...at].flatMap((instant, i) => {
        const name = names[c] ?? "";
        const named = !Number.isNaN(values[i]) || gaps.some(covers(name, instant));
        return named ? [] : [`${name} has no value at ${instant} and no gap says why`];
      }),
    ),
  );
}
