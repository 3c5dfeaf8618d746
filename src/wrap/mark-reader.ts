import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import { splitLines } from "../core/lines.js";
import type { Mark } from "../core/mark.js";
import { NANOS_PER_SECOND, type Nanoseconds, nanoseconds, type Seconds, secondsBetween } from "../core/units.js";
import { markFindings } from "./mark-findings.js";
import { LINE_LIMIT, type MarkLine, parseMarkLine } from "./mark-line.js";
import { noteFault, type Tally } from "./tally.js";
import { WallMap } from "./wall-map.js";

/** From the writer's write to our stamp at least: one turn of our event loop. */
export const ARRIVAL_WITHIN: Seconds = 1e-3;
/** Marks kept in one run; a program that marks more marks inside a hot loop. */
export const MARK_LIMIT = 100_000;

/** Bytes of the FIFO in, marks out. */
export interface MarkReader {
  /** `late` is by how much the bytes may have been there before they were seen. */
  push(bytes: Buffer, arrived: Nanoseconds, late?: Seconds): void;
  /** What has been wrong so far; an unfinished line counts. */
  findings(): Finding[];
}

/** Reads marks and counts what is none; nothing that a program writes can throw. */
export function markReader(clock: Clock, onMark: (mark: Mark) => void, limit = MARK_LIMIT): MarkReader {
  const bad: Tally = { count: 0, first: "" };
  const renamed: Tally = { count: 0, first: "" };
  const stamps = new Stamps(clock);
  let kept = 0;
  const lines = splitLines(LINE_LIMIT, (line) => {
    const parsed = parseMarkLine(line);
    if (parsed === undefined) return line.trim() === "" ? undefined : noteFault(bad, line);
    if (++kept > limit) return;
    const { kind, name, source } = parsed;
    if (parsed.renamed) noteFault(renamed, line);
    onMark({ kind, name, source, ...stamps.instant(parsed, line) });
  });
  return {
    push(bytes, at, late = 0) {
      stamps.arrived(at, late);
      lines.push(bytes);
    },
    findings: () => {
      const { foreign, soonest } = stamps;
      return markFindings({
        bad,
        foreign,
        renamed,
        soonest,
        unfinished: lines.unfinished,
        dropped: kept - limit,
        limit,
      });
    },
  };
}

type Instant = Pick<Mark, "at" | "within">;
/** An instant on our timeline, and by how much the way there is uncertain. */
type Placed = Instant & { readonly unsure: Seconds };

/** When marks were: by their own stamps where these can be of this run, else by their arrival. */
class Stamps {
  readonly foreign: Tally = { count: 0, first: "" };
  soonest: Seconds = Number.POSITIVE_INFINITY;
  readonly #wall: WallMap;
  readonly #opened: Nanoseconds;
  #arrived: Nanoseconds;
  #late: Seconds = ARRIVAL_WITHIN;

  constructor(clock: Clock) {
    this.#wall = new WallMap(clock);
    this.#opened = clock.now();
    this.#arrived = this.#opened;
  }

  arrived(at: Nanoseconds, late: Seconds): void {
    this.#arrived = at;
    this.#late = Math.max(ARRIVAL_WITHIN, late);
  }

  instant({ stamp }: MarkLine, line: string): Instant {
    if (stamp === undefined) return { at: this.#arrived, within: this.#late };
    const own = stamp.clock === "wall" ? this.#wall.instant(stamp) : { ...monotonic(stamp), unsure: 0 };
    if (own !== undefined && this.#isPossible(own)) {
      this.soonest = Math.min(this.soonest, secondsBetween(own.at, this.#arrived));
      return { at: own.at, within: own.within };
    }
    noteFault(this.foreign, line);
    return { at: this.#arrived, within: this.#late };
  }

  /** Not before the run and not after it came; a stamp of the wall clock only as far as the clocks' difference is known. */
  #isPossible({ at, unsure }: Placed): boolean {
    const slack = nanoseconds(unsure);
    return at + slack >= this.#opened && at - slack <= this.#arrived;
  }
}

const monotonic = ({ at, withinNs }: { readonly at: Nanoseconds; readonly withinNs: Nanoseconds }): Instant => ({
  at,
  within: Number(withinNs) / NANOS_PER_SECOND,
});
