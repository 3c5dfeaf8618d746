import type { Finding } from "../core/finding.js";
import { degraded, quote, type Tally } from "./tally.js";

/** What was wrong with what the patterns found. */
export interface OutputFaults {
  readonly names: Tally;
  readonly work: Tally;
  readonly buffered: Tally;
  readonly cut: number;
  readonly dropped: number;
  readonly noWork: boolean;
}

/** The same as findings. */
export function outputFindings({ names, work, buffered, cut, dropped, noWork }: OutputFaults): Finding[] {
  const found: Finding[] = [];
  const say = (wrong: boolean, ...finding: Parameters<typeof degraded>) => {
    if (wrong) found.push(degraded(...finding));
  };
  say(
    names.count > 0,
    "mark-unreadable",
    `--mark-regex found ${names.count} names that cannot be one; the first: ${quote(names.first)}`,
    "Let its groups match 1 to 200 printable characters",
  );
  say(
    buffered.count > 0,
    "mark-buffered",
    `${buffered.count} phases of --mark-regex began and ended in one piece of output, the first: ${quote(buffered.first)}: the command keeps its output back, and marks late`,
    "Let it write each line at once (stdbuf -oL, python -u, flush), or mark by a helper of examples/marks",
  );
  say(
    work.count > 0,
    "work-unreadable",
    `--work-regex found ${work.count} texts that are no number above zero; the first: ${quote(work.first)}`,
    "Let its group match a decimal number such as 1200 or 1.2e3",
  );
  say(
    noWork,
    "work-not-found",
    "--work-regex found no work count in the output, so that no efficiency can be given",
    "Compare the pattern with a line of the output, or give the count with --work",
  );
  say(
    cut > 0,
    "output-line-long",
    `${cut} lines of output were longer than 64 KiB and searched only so far`,
    "Let the command end its lines, or print marks and counts on lines of their own",
  );
  say(
    dropped > 0,
    "marks-dropped",
    `${dropped} marks of --mark-regex came after the first 100000 and were dropped`,
    "Mark phases, not single iterations",
  );
  return found;
}
