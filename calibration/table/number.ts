/** No instrument shows more, in any unit; a power of two such numbers is still finite. */
const LARGEST = 1e15;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;
/** How much of a cell is repeated to the reader. */
const SHOWN = 40;

/** A decimal number, or undefined for anything else: empty, `nan`, `inf`, `1e400`, `5 W`, `1,5`. Minus zero is zero. */
export function parseCell(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined;
  const value = Number(cell);
  return Math.abs(value) <= LARGEST ? value + 0 : undefined;
}

/** Whether a cell stands where a number does: it is one, or says that there is none. */
export const isNumeric = (cell: string): boolean => NUMBER.test(cell) || NOT_FINITE.test(cell);

/** Why a cell is no number, for people. */
export function whyNoNumber(cell: string): string {
  if (cell === "") return "is empty";
  const shown = cell.length > SHOWN ? `${cell.slice(0, SHOWN)}…` : cell;
  if (NOT_FINITE.test(cell)) return `is ${shown}`;
  return NUMBER.test(cell) ? `is ${shown}: no instrument shows that much` : `is ${JSON.stringify(shown)}: no number`;
}
