import type { Rejected } from "../core/batch.js";
import type { Finding } from "../core/finding.js";

/** What of the instruments' input was no sample, over a whole recording. */
export class RejectedTotal {
  readonly #byProbe = new Map<string, Rejected>();

  add(probe: string, { count, of }: Rejected): void {
    this.#byProbe.set(probe, { count: count + (this.#byProbe.get(probe)?.count ?? 0), of });
  }

  /** One for each probe that sent any; where samples are missing, gaps say so on their own. */
  findings(): readonly Finding[] {
    return [...this.#byProbe].map(([probe, { count, of }]) => ({
      code: "rejected-input",
      severity: "note",
      message: `${probe} sent ${count} ${of}${count === 1 ? "" : "s"} that are no samples; they were passed over`,
      remedy: "None needed for a few; for many, look at what the instrument sends",
      probe,
    }));
  }
}
