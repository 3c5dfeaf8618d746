import { clockText } from "./live-text.js";
import { clean, displayWidth } from "./text.js";

/** How far a matrix is. */
export interface ProgressState {
  readonly done: number;
  readonly of: number;
  /** The cell that is measured; empty between two. */
  readonly cell: string;
  readonly phase: string;
  readonly leftS: number;
}

const BAR = 20;

/**
 * A bar with the runs that are done, the time left, the cell and what it does, at most `width` columns. What does not fit is
 * left out whole, in the order phase, cell, bar.
 */
export function progressText({ done, of, cell, phase, leftS }: ProgressState, width: number): string {
  const filled = of === 0 ? 0 : Math.floor((done / of) * BAR);
  const pieces = [
    { rank: 1, text: `${"█".repeat(filled)}${"░".repeat(BAR - filled)}` },
    { rank: 0, text: `${done}/${of}` },
    { rank: 0, text: `${clockText(Math.max(0, leftS))} left` },
    { rank: 2, text: clean(cell) },
    { rank: 3, text: clean(phase) },
  ].filter(({ text }) => text !== "");
  for (let rank = 3; rank >= 0; rank--) {
    const kept = pieces.filter((piece) => piece.rank <= rank).map(({ text }) => text);
    const line = kept.join("  ");
    if (displayWidth(line) <= width) return line;
  }
  return "";
}
