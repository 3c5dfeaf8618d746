/** No instrument shows more, in any unit; a power of two such numbers is still finite. */
const LARGEST = 1e15;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A decimal number, or undefined for anything else: empty, `N/A`, `inf`, `1e400`, two points. Minus zero is zero. */
export function parseNumber(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= LARGEST ? value + 0 : undefined;
}
