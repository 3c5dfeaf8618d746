/** Control characters, which a command line, a label or a damaged file may hold and a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Takes two columns on a terminal: East Asian wide forms and pictographs. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Takes none: combining marks, joiners, variation selectors. */
const zero = /\p{M}|\p{Cf}/u;

/** Text from outside as one line that a terminal prints as it stands: control characters become `\xNN`. */
export const clean = (text: string): string =>
  text.replace(control, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return " ";
    const code = character.charCodeAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code}`;
  });

/** How many terminal columns a character takes. */
const columnsOf = (character: string): number => (zero.test(character) ? 0 : wide.test(character) ? 2 : 1);

/** How many terminal columns a text without control characters takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Fills up with spaces on the right to a display width. */
export const padEnd = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - displayWidth(text)));

/** Fills up with spaces on the left to a display width. */
export const padStart = (text: string, width: number): string =>
  " ".repeat(Math.max(0, width - displayWidth(text))) + text;

/** Where lines begin: the first and all others. */
export interface Indent {
  readonly first: string;
  readonly rest: string;
}

/** The space inside `5.70 ± 0.11 W` or `100 ms`: a line is never broken there. */
const insideFigure = /(?<=±) |(?<=\d\)?) (?=(?:±|%|[nµmkMG]?(?:J|W|Wh|s|Hz|B)|min|h)(?![\w-]))/g;
const GLUE = "\u00a0";

/** Breaks a text between words, never inside a figure; a word that is wider than a line stays whole on a line of its own. */
export function wrap(text: string, width: number, { first, rest }: Indent = { first: "", rest: "" }): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const words = text.replaceAll(insideFigure, GLUE).split(/ +/);
  for (const word of words.filter((part) => part !== "")) {
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].map((whole) => whole.replaceAll(GLUE, " "));
}

/** `3 windows`, `1 window`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
