/** How much a finding takes from a result: `note` nothing, `degraded` trust, `invalid` the number itself. */
export type Severity = "note" | "degraded" | "invalid";

/** Something a reader of a result has to know, with what to do about it. */
export interface Finding {
  /** Stable, kebab-case: `coverage-low`, `slow-instrument`, `probe-died`, ... */
  readonly code: string;
  readonly severity: Severity;
  /** What was seen, with the numbers. */
  readonly message: string;
  /** The next action. */
  readonly remedy: string;
  readonly probe?: string;
  readonly rail?: string;
}

/** The verdict over a whole result. */
export type Verdict = "good" | "degraded" | "invalid";

/** The worst severity among findings, as a verdict. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some((finding) => finding.severity === "invalid")) return "invalid";
  return findings.some((finding) => finding.severity === "degraded") ? "degraded" : "good";
}

/** Code of the finding of an instrument that shows nothing real: its numbers are made up. */
export const MADE_UP = "made-up";

const gravity: Readonly<Record<Severity, number>> = { invalid: 0, degraded: 1, note: 2 };

/** Findings, the worst first; among equals in the order they were found. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => gravity[a.severity] - gravity[b.severity]);
