import { clean } from "./text.js";

/** Text as Markdown shows it, whatever it holds: no markup, no HTML, no end of a table cell. */
export const literal = (text: string): string =>
  clean(text)
    .replace(/[\\`*_[\]<>|~#]/g, "\\$&")
    .replaceAll("&", "&amp;");

/** Text in a code span that is longer than any run of backticks inside. */
export function code(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** A GitHub table; `aligns` has one of `l` and `r` per column. */
export function table(titles: readonly string[], aligns: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = [...aligns].map((align) => (align === "r" ? "---:" : "---"));
  return [line(titles), line(rule), ...rows.map(line)].join("\n");
}
