/** One column of a line as the user declares it: what a number there is multiplied by to be in SI. */
export interface CsvColumn {
  /** Absent: a column that is skipped. */
  readonly scale?: number;
}

const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The values of a line in the order of the declared columns, skipped ones left out; undefined when the line is not exactly
 * that many fields with a finite number in each used one. A cut line is refused only where it has lost a field: whoever
 * splits must not hand over a line that has no end.
 */
export function parseCsvLine(line: string, columns: readonly CsvColumn[]): readonly number[] | undefined {
  const fields = line.split(",");
  if (fields.length !== columns.length) return undefined;
  const values: number[] = [];
  for (const [index, { scale }] of columns.entries()) {
    if (scale === undefined) continue;
    const text = fields[index]?.trim() ?? "";
    const value = NUMBER.test(text) ? Number(text) * scale : Number.NaN;
    if (!Number.isFinite(value)) return undefined;
    values.push(value);
  }
  return values;
}
