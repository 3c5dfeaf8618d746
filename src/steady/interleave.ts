import type { Random } from "../core/random.js";

/** One of two commands that are interleaved. */
export type SideLabel = "A" | "B";

/**
 * The order of so many blocks of two runs, one of each side: of two blocks the first is drawn, and the second is it turned
 * round (ABBA or BAAB), so that what drifts steadily over the session takes from both sides alike.
 */
export function interleaved(blocks: number, random: Random): readonly SideLabel[] {
  const order: SideLabel[] = [];
  let forward = true;
  for (let block = 0; block < blocks; block++) {
    forward = block % 2 === 0 ? random.uniform() < 0.5 : !forward;
    order.push(...(forward ? (["A", "B"] as const) : (["B", "A"] as const)));
  }
  return order;
}
