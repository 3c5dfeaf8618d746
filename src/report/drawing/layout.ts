import { shortened } from "../html/html.js";
import { displayWidth } from "../text.js";

/** Of a letter of a sans-serif face, as a share of its size: the widest of the usual ones. */
const LETTER = 0.62;

/** Pixels per millimetre of a drawing: 96 to the inch, as SVG counts them. */
export const PER_MM = 96 / 25.4;

/** Sizes of letters, px: 8 and 10 points in print. */
export const sizes = { text: 10.7, title: 13.3 } as const;

/** How wide a text is at the most, px. */
export const widthOf = (text: string, size: number = sizes.text): number => displayWidth(text) * LETTER * size;

/** A text cut to what fits. */
export const fitted = (text: string, width: number, size: number = sizes.text): string =>
  shortened(text, Math.max(2, Math.floor(width / (LETTER * size))));

/** Lines of a text, broken between words. */
export function linesOf(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").map((each) => fitted(each, width))) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || widthOf(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Things of given widths side by side, as many in a row as there is room for: where each begins, and in which row. */
export function rowsOf(
  widths: readonly number[],
  room: number,
): readonly { readonly x: number; readonly row: number }[] {
  let [x, row] = [0, 0];
  return widths.map((width) => {
    if (x > 0 && x + width > room) [x, row] = [0, row + 1];
    const place = { x, row };
    x += width;
    return place;
  });
}
