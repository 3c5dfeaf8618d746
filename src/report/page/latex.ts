import { clean } from "../text.js";
import type { Block, Page, PageTable } from "./page.js";

/** What means something to TeX, as the character itself; and signs that plain fonts lack. */
const signs: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  '"': "\\textquotedbl{}",
  "'": "\\textquotesingle{}",
  "`": "\\textasciigrave{}",
  "[": "{[}",
  "]": "{]}",
  "±": "$\\pm$",
  "−": "$-$",
  "≥": "$\\geq$",
  "≠": "$\\neq$",
  "×": "$\\times$",
  "→": "$\\rightarrow$",
  µ: "$\\mu$",
  "—": "---",
  "…": "\\ldots{}",
};

/** Letters that every TeX sets as they are: ASCII, and Western accents. */
const plain = /[\u0020-\u007eÀ-ÖØ-öø-ÿ]/;

/** Text that TeX sets as it stands, whatever it holds; a character that plain fonts lack is given by its number. */
export function latexText(text: string): string {
  let out = "";
  for (const character of clean(text)) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    out += signs[character] ?? (plain.test(character) ? character : `{[}U+${code}{]}`);
  }
  // two hyphens would become a dash
  return out.replaceAll(/(?<!-)--(?!-)/g, "-{}-");
}

/** The page as LaTeX to be included: tables of booktabs, nothing else beside the kernel. */
export function pageLatex({ title, blocks }: Page): string {
  const head = "% \\usepackage{booktabs,longtable,textcomp} and [T1]{fontenc} in the preamble";
  const parts = [head, `\\section*{${latexText(title)}}`, ...blocks.flatMap(blockParts)];
  return `${parts.join("\n\n")}\n`;
}

function blockParts(block: Block): readonly string[] {
  if (block.kind === "text")
    return [block.alarm === true ? `\\textbf{${latexText(block.text)}}` : latexText(block.text)];
  const caption = block.caption === "" ? [] : [`\\subsection*{${latexText(block.caption)}}`];
  if (block.kind === "table") return [...caption, tableText(block)];
  const items = block.items.map(
    ({ word, text }) => `  \\item ${word === "" ? "" : `\\textbf{${word}} `}${latexText(text)}`,
  );
  return items.length === 0 ? [] : [...caption, ["\\begin{itemize}", ...items, "\\end{itemize}"].join("\n")];
}

/** A long table: it may take several pages. The last column breaks its lines. */
function tableText({ titles, groups }: PageTable): string {
  const heads = [titles.label, ...titles.cells, titles.place].map(latexText);
  const aligns = `l${"r".repeat(titles.cells.length)}p{0.3\\linewidth}`;
  const line = (cells: readonly string[]) => `${cells.join(" & ")} \\\\`;
  const whole = (text: string) => `\\multicolumn{${heads.length}}{l}{\\textbf{${text}}} \\\\*`;
  const body = groups.flatMap(({ title, rows }, index) => [
    ...(index === 0 ? [] : ["\\addlinespace"]),
    ...(title === "" ? [] : [whole(latexText(title))]),
    ...rows.map(({ label, cells, place }) =>
      line([latexText(label), ...titles.cells.map((_, k) => latexText(cells[k] ?? "")), latexText(place)]),
    ),
  ]);
  const rules = ["\\toprule", line(heads), "\\midrule", "\\endhead", ...body, "\\bottomrule"];
  return [`\\begin{longtable}{${aligns}}`, ...rules, "\\end{longtable}"].join("\n");
}
