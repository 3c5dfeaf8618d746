/** What stands between the cells of a table; `space` is any run of white space. */
export type Separator = "," | ";" | "\t" | "space";

/**
 * The separator of a table, by a line of it: whatever stands outside quotes, the rarest in names and numbers first. Tabs
 * beside runs of blanks only align columns.
 */
export function separatorOf(line: string): Separator {
  const bare = line.replace(/"[^"]*"?/g, "");
  const marks = [";", "\t", ","] as const;
  const mark = marks.find((each) => bare.includes(each)) ?? "space";
  return mark === "\t" && bare.includes("  ") ? "space" : mark;
}

/**
 * Cells of a line, without the white space around them; a cell in double quotes may hold the separator, and a quote as
 * two. Undefined when a quote is not closed, or opens or closes inside a cell. Where white space separates, a unit in brackets belongs to the name before it.
 */
export function splitCells(line: string, separator: Separator): readonly string[] | undefined {
  if (!line.includes('"'))
    return separator === "space" ? words(line) : line.split(separator).map((cell) => cell.trim());
  const end = separator === "space" ? /\s+/y : new RegExp(separator, "y");
  const cells: string[] = [];
  const text = line.trim();
  let cell: { text: string; quoted: boolean } = { text: "", quoted: false };
  for (let at = 0; at < text.length; ) {
    end.lastIndex = at;
    if (end.test(text)) {
      cells.push(cell.text.trim());
      cell = { text: "", quoted: false };
      at = end.lastIndex;
    } else if (text[at] === '"') {
      const closed = closingQuote(text, at);
      if (closed === undefined || cell.text.trim() !== "") return undefined;
      cell = { text: text.slice(at + 1, closed).replaceAll('""', '"'), quoted: true };
      at = closed + 1;
    } else {
      // what stands beside a quoted part would make one number of two
      if (cell.quoted && text[at] !== " ") return undefined;
      cell.text += text[at++];
    }
  }
  return [...cells, cell.text.trim()];
}

/** Where the quote that opens at `from` closes. */
function closingQuote(text: string, from: number): number | undefined {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return undefined;
}

const UNIT = /^(?:\([^()]*\)|\[[^[\]]*\])$/;

function words(line: string): readonly string[] {
  const cells: string[] = [];
  for (const word of line.trim().split(/\s+/)) {
    const before = cells.at(-1);
    if (UNIT.test(word) && before !== undefined && !/[)\]]$/.test(before))
      cells[cells.length - 1] = `${before} ${word}`;
    else cells.push(word);
  }
  return cells;
}
