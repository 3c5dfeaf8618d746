/** One line of a table: a label and its cells; without cells a remark, whose words are in `place`. */
export interface TableRow {
  readonly label: string;
  readonly cells: readonly string[];
  /** Where the numbers were taken, or the remark. */
  readonly place: string;
}

/** The lines that belong to one thing. */
export interface TableGroup {
  readonly title: string;
  readonly rows: readonly TableRow[];
}

/** A table whose lines stand in groups. Cells are numbers, and stand on the right. */
export interface PageTable {
  readonly kind: "table";
  readonly caption: string;
  readonly titles: {
    readonly group: string;
    readonly label: string;
    readonly cells: readonly string[];
    readonly place: string;
  };
  readonly groups: readonly TableGroup[];
}

/** One entry of a list: a word that is shown before, and the text. */
export interface PageItem {
  readonly word: "good" | "degraded" | "invalid" | "note" | "";
  readonly text: string;
}

/** A part of a page. */
export type Block =
  | PageTable
  | { readonly kind: "text"; readonly text: string; readonly alarm?: boolean }
  | { readonly kind: "list"; readonly caption: string; readonly items: readonly PageItem[] };

/** What is printed as text for a terminal, as Markdown and as LaTeX: the same words and numbers in each. */
export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
}
