import { pageLatex } from "../report/page/latex.js";
import { pageMarkdown } from "../report/page/markdown.js";
import type { Page } from "../report/page/page.js";
import { pageText } from "../report/page/text.js";
import type { Context } from "./context.js";
import { tableStyle } from "./report.js";
import { checkTargets, writeText } from "./write-result.js";

/** Flags that ask for a page in files; `-` is stdout. */
export interface PageFlags {
  readonly json?: string;
  readonly csv?: string;
  readonly markdown?: string;
  readonly latex?: string;
  readonly html?: string;
}

/** A page with its data. */
export interface Printed {
  readonly page: Page;
  readonly json: unknown;
  readonly csv: string;
  /** The same for a browser. */
  readonly html: (version: string) => string;
}

const targetsOf = ({ json, csv, markdown, latex, html }: PageFlags): readonly string[] =>
  [json, csv, markdown, latex, html].filter((path) => path !== undefined);

/** Says before any work that a page could not be written where it was asked for. */
export const checkPageFiles = (flags: PageFlags, { cwd }: Context): void => checkTargets(targetsOf(flags), cwd);

/** Whether standard output is one of the places: then it is for that alone. */
export const takesStdout = (flags: PageFlags): boolean => targetsOf(flags).includes("-");

/** Writes the page wherever it was asked for; to the terminal unless something else goes there. */
export function writePage(printed: Printed, flags: PageFlags, context: Context): void {
  writePageTo(printed, flags, { context, table: takesStdout(flags) ? "none" : "stdout" });
}

/** Writes the page wherever it was asked for, and its table to one of our streams or nowhere. */
export function writePageTo(
  { page, json, csv, html }: Printed,
  flags: PageFlags,
  { context, table }: { readonly context: Context; readonly table: "stdout" | "stderr" | "none" },
): void {
  const forms: readonly (readonly [path: string | undefined, text: () => string])[] = [
    [flags.json, () => `${JSON.stringify(json, null, 2)}\n`],
    [flags.csv, () => csv],
    [flags.markdown, () => pageMarkdown(page)],
    [flags.latex, () => pageLatex(page)],
    [flags.html, () => html(context.version)],
  ];
  if (table !== "none") context[table].write(pageText(page, tableStyle(context[table], context)));
  for (const [path, text] of forms) if (path !== undefined) writeText(text(), path, context);
}
