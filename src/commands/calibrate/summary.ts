import type { Finding } from "../../core/finding.js";
import { clean, padEnd, wrap } from "../../report/text.js";

/** A label and what is said under it. */
export type Row = readonly [label: string, words: string];

/** A row of a table, a line of the terminal or a step that is no point, and why. */
export interface LeftOut {
  readonly where: string;
  readonly message: string;
}

/** What a summary tells. */
export interface Summary {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
  readonly findings: readonly Finding[];
  /** Last lines: what was written, and how to use it. */
  readonly closing: readonly string[];
}

const LABEL = 12;
const NAMED = 3;

/** The summary as text, one screen of a terminal. */
export function summaryText({ title, rows, leftOut, findings, closing }: Summary, width: number): string {
  const lines = [
    ...wrap(clean(title), width, { first: "", rest: "  " }),
    "",
    ...rows.flatMap(([label, words]) => labelled(label, words, width)),
    ...leftOutRows(leftOut).flatMap(([label, words]) => labelled(label, words, width)),
    ...findings.flatMap((finding) => findingLines(finding, width)),
    "",
    ...closing.map(clean),
  ];
  return `${lines.join("\n")}\n`;
}

const labelled = (label: string, words: string, width: number): readonly string[] =>
  wrap(clean(words), width, { first: `  ${padEnd(label, LABEL)}`, rest: " ".repeat(LABEL + 2) });

function leftOutRows(leftOut: readonly LeftOut[]): readonly Row[] {
  const named = leftOut
    .slice(0, NAMED)
    .map(({ where, message }, i): Row => [i === 0 ? "left out" : "", `${where}: ${message}`]);
  const more = leftOut.length - named.length;
  return more > 0 ? [...named, ["", `and ${more} more (--json has them all)`]] : named;
}

function findingLines({ severity, message, remedy }: Finding, width: number): readonly string[] {
  const label = severity === "note" ? "note" : "warning";
  return [...labelled(label, message, width), ...(remedy === "" ? [] : labelled("", `-> ${remedy}`, width))];
}
