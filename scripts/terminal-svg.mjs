// What a program wrote to a terminal as an SVG picture: sixteen colours, bold, dim; one text for each line.

const [LETTER, LINE, PAD, SIZE] = [8.43, 19, 16, 14];
const PAPER = "#15181c";
const INK = "#d5d9dd";
const colours = ["#5b6168", "#f2777a", "#8fd18f", "#e7c56b", "#78b6f5", "#d19ae0", "#70cfd0", INK];

/** The picture of the output, with the command above it. */
export function terminalSvg(output, { command, title, columns }) {
  const lines = [promptOf(command), ...linesOf(output)].flatMap((runs) => wrapped(runs, columns));
  const [width, height] = [2 * PAD + columns * LETTER, 2 * PAD + lines.length * LINE];
  const body = lines.map((runs, k) => runs.map((run) => runText(run, PAD + SIZE + k * LINE)).join(""));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" width="${width.toFixed(0)}" height="${height}" font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${SIZE}" role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>
${body.filter((line) => line !== "").join("\n")}
</svg>
`;
}

const promptOf = (command) => [
  { at: 0, text: "$ ", colour: colours[2], bold: true, dim: false },
  { at: 2, text: command, colour: "#ffffff", bold: false, dim: false },
];

/** Lines of runs of one look each. Cursor movements are left out: the picture is of what stays. */
function linesOf(output) {
  const look = { colour: INK, bold: false, dim: false };
  const lines = output.replaceAll("\r\n", "\n").replace(/\n+$/, "").split("\n");
  return lines.map((line) => {
    const runs = [];
    let at = 0;
    for (const [, codes, text] of line.matchAll(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      /(?:\u001b\[([\d;]*)m|\u001b\[[\d;?]*[A-Za-ln-z]|\r)|([^\u001b\r]+)/g,
    )) {
      if (codes !== undefined) change(look, codes);
      if (text === undefined) continue;
      runs.push({ at, text, ...look });
      at += [...text].length;
    }
    return runs;
  });
}

/** Lines that are too long go on in the next one, as on a terminal. */
function wrapped(runs, columns) {
  const rows = [[]];
  for (const { at, text, ...look } of runs)
    for (let [from, rest] = [at, [...text]]; rest.length > 0; ) {
      const row = Math.floor(from / columns);
      const room = columns * (row + 1) - from;
      while (rows.length <= row) rows.push([]);
      rows[row].push({ at: from % columns, text: rest.slice(0, room).join(""), ...look });
      rest = rest.slice(room);
      from += room;
    }
  return rows;
}

function change(look, codes) {
  for (const code of codes.split(";").map(Number)) {
    if (code === 0) Object.assign(look, { colour: INK, bold: false, dim: false });
    else if (code === 1) look.bold = true;
    else if (code === 2) look.dim = true;
    else if (code === 22) Object.assign(look, { bold: false, dim: false });
    else if (code === 39) look.colour = INK;
    else if (code >= 30 && code <= 37) look.colour = colours[code - 30];
    else if (code >= 90 && code <= 97) look.colour = colours[code - 90];
  }
}

/** Its length is said, so that columns stand below each other in any face. */
function runText({ at, text, colour, bold, dim }, y) {
  if (text.trim() === "") return "";
  const start = text.length - text.trimStart().length;
  const words = text.trim();
  const place = `x="${(PAD + (at + start) * LETTER).toFixed(1)}" y="${y}" textLength="${([...words].length * LETTER).toFixed(1)}"`;
  const weight = `${bold ? ' font-weight="bold"' : ""}${dim ? ' fill-opacity="0.65"' : ""}`;
  return `<text xml:space="preserve" ${place} fill="${colour}"${weight}>${escaped(words)}</text>`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
