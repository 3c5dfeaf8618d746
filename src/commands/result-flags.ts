import type { OutputFile } from "./write-result.js";

/** Flags that ask for the result in a file, or on stdout with `-`. */
export interface ResultFlags {
  readonly json?: string;
  readonly csv?: string;
  readonly markdown?: string;
  /** A page for a browser; not a form of the result alone, for it shows the recording's samples too. */
  readonly html?: string;
  readonly budget?: boolean;
}

/** The result files that flags ask for. */
export function resultFiles({ json, csv, markdown, html }: ResultFlags): readonly OutputFile[] {
  const files: OutputFile[] = [];
  if (json !== undefined) files.push({ format: "json", path: json });
  if (csv !== undefined) files.push({ format: "csv", path: csv });
  if (markdown !== undefined) files.push({ format: "markdown", path: markdown });
  if (html !== undefined) files.push({ format: "html", path: html });
  return files;
}
