import type { Nanoseconds } from "../../src/core/units.js";
import type { Tick } from "../shared/live-ticks.js";

const INSTANT = /^[1-9]\d{0,18}$/;
const WHOLE = /^(?:0|[1-9]\d{0,15})(?:\.\d{1,9})?$/;
const WORD = /^[a-z][a-z0-9-]{0,39}$/;

/** A line of samples: an instant in ns, then for each column a number or the word for why there is none. Undefined for any other line. */
export function parseRow(line: string, columns: number): Tick | undefined {
  const [instant = "", ...cells] = line.split(" ");
  if (!INSTANT.test(instant) || cells.length !== columns) return undefined;
  if (!cells.every((cell) => WHOLE.test(cell) || WORD.test(cell))) return undefined;
  return { at: BigInt(instant) satisfies Nanoseconds, values: cells.map(numberIn), reasons: cells.map(wordIn) };
}

const numberIn = (cell: string): number => (WORD.test(cell) ? Number.NaN : Number(cell));
const wordIn = (cell: string): string | undefined => (WORD.test(cell) ? cell : undefined);
