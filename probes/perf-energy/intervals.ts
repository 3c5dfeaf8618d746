import { type Count, parseLine } from "./line.js";

/** What was counted from one instant to the next. */
export interface Interval {
  /** Seconds; undefined where a line before it was lost, and with it the interval's beginning. */
  readonly length: number | undefined;
  readonly counts: readonly Count[];
}

/** What a line gave: intervals that it ended, and whether it was one at all. */
export interface Taken {
  readonly ended: readonly Interval[];
  readonly rejected: boolean;
}

/** Puts the lines of one interval together: it is whole when every count has come, and over when a later one begins. */
export class Intervals {
  /** Counts in every interval. */
  readonly #expected: number;
  #counts: Count[] = [];
  /** The end of the last interval that ended. */
  #last = 0;
  /** A line was lost, perhaps all there was of an interval: where the next one begins is not known. */
  #lost = false;
  #doubtful = false;

  constructor(expected = Number.POSITIVE_INFINITY) {
    this.#expected = expected;
  }

  take(text: string): Taken {
    const count = parseLine(text);
    const [open] = this.#counts;
    const before = open?.seconds ?? this.#last;
    const again = this.#counts.some(({ socket, domain }) => socket === count?.socket && domain === count.domain);
    const goesOn = open?.stamp === count?.stamp;
    if (count === undefined || (goesOn ? again : count.seconds <= before)) {
      this.#lost = true;
      return { ended: [], rejected: true };
    }
    const ended = goesOn || open === undefined ? [] : this.#close();
    if (this.#counts.length === 0) [this.#doubtful, this.#lost] = [this.#lost, false];
    this.#counts.push(count);
    return { ended: this.#counts.length < this.#expected ? ended : [...ended, ...this.#close()], rejected: false };
  }

  /** The interval at hand when no more lines follow. */
  end(): readonly Interval[] {
    return this.#counts.length === 0 ? [] : this.#close();
  }

  #close(): readonly Interval[] {
    const counts = this.#counts;
    const end = counts[0]?.seconds ?? this.#last;
    const length = this.#doubtful ? undefined : end - this.#last;
    this.#counts = [];
    this.#last = end;
    return [{ length, counts }];
  }
}
