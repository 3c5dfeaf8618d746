/** How the numbers of a column are printed. */
export interface Form {
  /** They have their unit behind them. */
  readonly unit: boolean;
  /** Digits behind the point; -1 where they differ. */
  readonly decimals: number;
}

/** Of a column that is not known. */
export const ANY_FORM: Form = { unit: false, decimals: -1 };

const NUMBER = /^\d+(?:\.(\d+))?( [A-Za-z%]+)?$/;
/** So many of the numbers may be otherwise, and one in any case: they are what is to be found. */
const DAMAGED = 0.01;
/** Fewer numbers tell nothing. */
const FEW = 5;

/**
 * How most of these cells are printed. The program prints all powers alike, with two decimals: `5` among them is the rest
 * of a row that was cut within `52.50 W`, and no 5 W.
 */
export function formOf(cells: Iterable<string | undefined>): Form {
  const numbers = [...cells].flatMap((cell) => {
    const found = NUMBER.exec(cell ?? "");
    return found === null ? [] : [{ decimals: found[1]?.length ?? 0, unit: found[2] !== undefined }];
  });
  const most = numbers.length - Math.max(1, DAMAGED * numbers.length);
  const decimals = numbers.map((number) => number.decimals).sort((a, b) => a - b)[numbers.length >> 1] ?? -1;
  const alike = numbers.filter((number) => number.decimals === decimals).length;
  const units = numbers.filter(({ unit }) => unit).length;
  return numbers.length < FEW
    ? ANY_FORM
    : { unit: units >= most, decimals: alike >= most ? decimals : ANY_FORM.decimals };
}

/** The same of every column. */
export const formsOf = (
  names: Iterable<string>,
  rows: readonly { readonly cell: (name: string) => string | undefined }[],
): ReadonlyMap<string, Form> => new Map([...names].map((name) => [name, formOf(rows.map(({ cell }) => cell(name)))]));
