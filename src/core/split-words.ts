import { MeasurementError } from "./error.js";

/** What a shell would do something with; here it would only be handed on as a letter. */
const OPERATORS = new Set("|&;<>$`");

/**
 * The words of a command line as a shell splits them: white space parts them, quotes and backslashes hold them together.
 * Nothing else of a shell is done, and what would need one is refused (CONFIG).
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      const { text, end } = quotedFrom(line, at);
      word = (word ?? "") + text;
      at = end;
    } else if (char === "\\") {
      at++;
      if (at >= line.length) throw refused(line, "ends in a backslash");
      word = (word ?? "") + line[at];
    } else if (OPERATORS.has(char)) throw refused(line, `holds ${char}, which only a shell understands`);
    else word = (word ?? "") + char;
  }
  return word === undefined ? words : [...words, word];
}

/** What stands in the quotes that open at `start`, and where they close; a backslash counts in double quotes alone. */
function quotedFrom(line: string, start: number): { readonly text: string; readonly end: number } {
  const quote = line[start];
  let text = "";
  for (let at = start + 1; at < line.length; at++) {
    const char = line[at] ?? "";
    if (char === quote) return { text, end: at };
    const escapes = quote === '"' && char === "\\" && '"\\'.includes(line[at + 1] ?? " ");
    text += escapes ? line[++at] : char;
  }
  throw refused(line, `has a ${quote} that stays open`);
}

const refused = (line: string, problem: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The command line ${problem}: ${line.slice(0, 200)}`,
    "Put what a shell should do into one argument: sh -c '...'",
  );
