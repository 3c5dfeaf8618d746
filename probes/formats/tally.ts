import type { Finding } from "../../src/core/finding.js";

/** Why a line gives no sample: in words, and whether that is as it should be (titles, comments). */
export type Rejections = Readonly<Record<string, string | { readonly expected: string }>>;

/** What becomes of every line of a recording: lines of samples and rejected ones add up to all that are not empty. */
export class Tally {
  readonly #probe: string;
  readonly #words: Rejections;
  readonly #rejected = new Map<string, number>();
  #used = 0;
  #partly = 0;

  constructor(probe: string, words: Rejections) {
    this.#probe = probe;
    this.#words = words;
  }

  /** A line, or `lines` of them, of a sample; `partly` when it has a value that is missing. */
  use(partly: boolean, lines = 1): void {
    this.#used += lines;
    if (partly) this.#partly++;
  }

  /** A line that gives none, by the name of its reason. */
  reject(reason: string, lines = 1): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + lines);
  }

  /** How many of them, and why. */
  findings(): readonly Finding[] {
    const reasons = [...this.#rejected].map(([reason, count]) => ({ count, ...this.#meaning(reason) }));
    const total = reasons.reduce((sum, { count }) => sum + count, this.#used);
    const bad = reasons.some(({ expected }) => !expected);
    const others = reasons.map(({ count, words }) => `${count} ${words}`).join("; ");
    const lines: Finding = {
      code: "imported-rows",
      severity: bad ? "degraded" : "note",
      message: `${this.#used} of ${total} lines are samples${others === "" ? "" : `; the others: ${others}`}`,
      remedy: bad ? "Look at the rejected lines in the file: what they measured is missing here" : "None needed",
      probe: this.#probe,
    };
    return this.#partly === 0 ? [lines] : [lines, partly(this.#partly, this.#probe)];
  }

  #meaning(reason: string): { readonly words: string; readonly expected: boolean } {
    const words = this.#words[reason] ?? reason;
    return typeof words === "string" ? { words, expected: false } : { words: words.expected, expected: true };
  }
}

const partly = (count: number, probe: string): Finding => ({
  code: "imported-gaps",
  severity: "degraded",
  message: `${count} samples have a value that is no number: a gap of its rail`,
  remedy: "Look at the file: the tool could not read its instrument there",
  probe,
});
