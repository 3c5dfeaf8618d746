import type { Result } from "../core/result.js";
import { formatCsv } from "./csv.js";
import { formatMarkdown } from "./markdown.js";
import { formatTable, type TableOptions } from "./table.js";

/** The forms a result can be printed in. */
export const formats = ["table", "markdown", "csv", "json"] as const;
/** One of the forms. */
export type Format = (typeof formats)[number];

/** A result as text that ends in a newline. `options` concern the table, and `budget` Markdown too. */
export function format(result: Result, as: Format, options: TableOptions = {}): string {
  switch (as) {
    case "table":
      return formatTable(result, options);
    case "markdown":
      return formatMarkdown(result, options);
    case "csv":
      return formatCsv(result);
    case "json":
      return `${JSON.stringify(result, null, 2)}\n`;
  }
}
