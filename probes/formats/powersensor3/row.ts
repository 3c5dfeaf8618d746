import { parseNumber } from "../../shared/number.js";
import type { Row } from "../line-recording.js";
import type { Rejections } from "../tally.js";
import { type Beginning, cellsOf } from "./header.js";

/** An instant that somebody marked: the letter, and seconds after the first row. */
export interface Marker {
  readonly letter: string;
  readonly at: number;
}

/** Why a line of a dump gives no sample. */
export const rejections: Rejections = {
  header: { expected: "header" },
  marker: { expected: "markers without a sample" },
  kind: "beginning with more than a letter",
  cells: "with more or fewer cells than the header",
  time: "without a readable time",
  values: "without a readable number",
};

const SAMPLE = "S";
const NANOS = 1e9;

/** Reads a dump line by line; `markers` collects what was marked. */
export function takeRows({ layout, start }: Beginning, markers: Marker[]): (line: string) => Row | string {
  let header = true;
  const instantOf = instants(start);
  return (line) => {
    if (header) {
      header = false;
      return "header";
    }
    const cells = cellsOf(line);
    const letter = cells[0] ?? "";
    if (!/^[^\d\s]$/u.test(letter)) return "kind";
    const timeText = cells[layout.time] ?? "";
    const time = parseNumber(timeText);
    if (time === undefined) return "time";
    if (letter !== SAMPLE && cells.length < layout.cells) {
      markers.push({ letter, at: time - start });
      return "marker";
    }
    if (cells.length !== layout.cells) return "cells";
    const values = layout.pairs
      .flatMap(({ voltage, current }) => [voltage, current])
      .map((column) => parseNumber(cells[column] ?? "") ?? Number.NaN);
    if (values.every(Number.isNaN)) return "values";
    const at = instantOf(time, { digits: quantumOf(timeText), step: parseNumber(cells[layout.step] ?? "") });
    if (letter !== SAMPLE) markers.push({ letter, at });
    return { at: BigInt(Math.round(at * NANOS)), values };
  };
}

/** The last digit of a time: zeros at its end are not printed, but six digits there are. */
function quantumOf(text: string): number {
  const decimals = /\.(\d*)$/.exec(text)?.[1]?.length ?? 0;
  const sixth = Math.floor(Math.log10(Math.abs(Number(text)))) - 5;
  return Math.min(10 ** -decimals, 10 ** sixth);
}

/**
 * Times have six digits: ten seconds after the start those of neighbouring rows are the same. `dt_micro` goes on between
 * them as long as it agrees with the time to its last digit; where it does not, rows are missing, and the time counts.
 */
function instants(start: number) {
  let last = Number.NEGATIVE_INFINITY;
  return (
    time: number,
    { digits, step = 0 }: { readonly digits: number; readonly step: number | undefined },
  ): number => {
    const told = time - start;
    const next = last + step / 1e6;
    const agrees = step > 0 && Math.abs(next - told) <= digits;
    const at = agrees ? next : told;
    if (at > last) last = at;
    return at;
  };
}
