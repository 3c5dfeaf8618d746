/** Okabe and Ito's colours, told apart by those who do not see all colours; black is the ink of the page. */
const hues = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "ink"] as const;
/** A line of the same colour is told apart by its dashes, pixels on and off. */
const dashes: readonly (readonly number[])[] = [
  [],
  [7, 4],
  [2, 3],
  [10, 3, 2, 3],
  [14, 5],
  [5, 2],
  [2, 6],
  [12, 2, 2, 2, 2, 2],
];

/** How the line of the rail at `index` is drawn: never by colour alone. */
export function strokeOf(index: number): { readonly hue: string; readonly dash: readonly number[] } {
  // the first seven differ by dashes too: two thin lines in two hues look alike on paper
  const round = Math.floor(index / hues.length);
  const dash = dashes[(round + (index % hues.length > 3 ? 1 : 0)) % dashes.length] ?? [];
  return { hue: hues[index % hues.length] ?? "ink", dash };
}
