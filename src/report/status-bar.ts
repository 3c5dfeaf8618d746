/**
 * A line at the foot of a terminal that somebody else is writing to: the rows above it are made a scrolling region, so
 * that their output neither runs into our line nor is erased by it. All sequences are those of the VT100.
 */

const SAVE = "\u001b7";
const RESTORE = "\u001b8";
const ERASE_LINE = "\u001b[2K";
const region = (rows: number): string => `\u001b[1;${rows}r`;
const toRow = (row: number): string => `\u001b[${row};1H`;

/** The smallest terminal that can spare a row. */
export const FEWEST_ROWS = 4;

/** Takes the last row: moves the output up if it is there, and keeps the cursor where it was in the text. */
export const reserveRow = (rows: number): string => `\n${SAVE}${region(rows - 1)}${RESTORE}\u001b[1A`;

/** Shows `text` in the row that was taken. The region is set again each time, since full-screen programs give it up. */
export const drawRow = (rows: number, text: string): string =>
  `${SAVE}${region(rows - 1)}${toRow(rows)}${ERASE_LINE}${text}${RESTORE}`;

/** Gives the row back, empty. */
export const releaseRow = (rows: number): string => `${SAVE}${region(rows)}${toRow(rows)}${ERASE_LINE}${RESTORE}`;
