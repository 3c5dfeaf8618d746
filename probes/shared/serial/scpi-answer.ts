/** Whatever an instrument cannot show is told by a huge number: 9.9E37 by most, 1e8 and 1e9 by Hioki (devices.md F7). */
const OVERFLOW = 1e8;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const MISSING = /^[+-]?(?:nan|inf|infinity)$/i;

/** The numbers of an answer (NR1, NR2, NR3); NaN for one that the instrument does not have. Undefined when it is no answer of numbers. */
export function parseAnswer(line: string): readonly number[] | undefined {
  const values = line.split(/[,;]/).map((text) => parseField(text.trim()));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function parseField(text: string): number | undefined {
  if (MISSING.test(text)) return Number.NaN;
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) < OVERFLOW ? value + 0 : Number.NaN;
}
