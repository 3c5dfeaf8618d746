import type { Finding } from "../../../src/core/finding.js";

/** Lines that gave no sample, by reason; `partly` counts rows that were taken with a gap in some of their columns. */
export interface Rejected {
  preamble: number;
  cut: number;
  cells: number;
  time: number;
  values: number;
  backwards: number;
  partly: number;
}

const words: Readonly<Record<Exclude<keyof Rejected, "partly">, string>> = {
  preamble: "up to the header",
  cut: "too long, or last and without a line end, so perhaps cut",
  cells: "more or fewer cells than the header",
  time: "no readable time",
  values: "no readable number",
  backwards: "not later than the row before, or more than 104 days after the start",
};

/** What became of every line: rows and rejected lines add up to the lines of the file that are not empty. */
export function findingsOf(rows: number, rejected: Rejected): readonly Finding[] {
  const reasons = Object.entries(words).map(([key, why]) => ({ count: rejected[key as keyof typeof words], why }));
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  const said = reasons.filter(({ count }) => count > 0).map(({ count, why }) => `${count} ${why}`);
  const bad = total - rejected.preamble;
  const lines: Finding = {
    code: "imported-rows",
    severity: bad > 0 ? "degraded" : "note",
    message: `${rows} of ${rows + total} lines are samples; the others: ${said.join("; ")}`,
    remedy: bad > 0 ? "Look at the rejected lines in the file: what they measured is missing here" : "None needed",
    probe: "csv",
  };
  return rejected.partly === 0 ? [lines] : [lines, partly(rejected.partly)];
}

const partly = (count: number): Finding => ({
  code: "imported-gaps",
  severity: "degraded",
  message: `${count} rows have a cell that is no number: a gap of its rail`,
  remedy: "Look at the file: the tool could not read its instrument there",
  probe: "csv",
});
