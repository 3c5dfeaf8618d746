import { MeasurementError } from "../core/error.js";

/** What a shell would act on, and nobody here does. */
const operators = new Set(["|", "||", "&&", "&", ";", "<", ">", ">>", "2>", "2>&1", "&>"]);

/** A word, or what is left of one: quoted parts, an escaped character, or plain ones. */
const part = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/y;

/**
 * The words of a command line without a shell: split at blanks, what is quoted ('...', "...") or escaped (\) kept whole;
 * nothing is expanded. Throws CONFIG for an open quote, for none at all, and for what only a shell would understand.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let at = 0;
  let word: string | undefined;
  let quoted = false;
  const finish = () => {
    if (word !== undefined && !quoted && operators.has(word)) throw needsShell(line, word);
    if (word !== undefined) words.push(word);
    [word, quoted] = [undefined, false];
  };
  while (at < line.length) {
    if (/\s/.test(line[at] ?? "")) {
      finish();
      at++;
      continue;
    }
    part.lastIndex = at;
    const found = part.exec(line);
    if (found === null) throw openQuote(line);
    const [all, single, double, escaped, plain] = found;
    word = (word ?? "") + (single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "");
    quoted ||= plain === undefined;
    at += all.length;
  }
  finish();
  if (words.length === 0)
    throw new MeasurementError("CONFIG", "A command of --ab is empty", "Write both: --ab 'CMD1' 'CMD2'");
  return words;
}

const openQuote = (line: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `A quote or a backslash is left open in ${JSON.stringify(line)}`,
    "Close it; inside '...' everything is kept as it is",
  );

const needsShell = (line: string, word: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${JSON.stringify(line)} has ${word}, which only a shell understands, and none is started`,
    `Start one yourself: --ab "sh -c '...'" "sh -c '...'"; or quote ${word} if it is meant as a word`,
  );
