import { NANOS_PER_SECOND, nanoseconds } from "../../../src/core/units.js";
import type { Row } from "../line-recording.js";
import { type Beginning, isOf } from "./beginning.js";
import { type EnergyRow, isSummary, layoutOf, parseRow } from "./table.js";

/** A block whose rows are still coming. */
interface Open {
  readonly at: bigint;
  /** Seconds that joules of it are of; NaN where it is not known. */
  readonly length: number;
  readonly values: number[];
  readonly seen: Set<number>;
  lines: number;
}

/** A length of joules that is longer than this many periods has lost a block. */
const LONGEST = 1.5;

/** Puts rows together: a block begins with its summary; where there are several packages, their rows follow. */
export class BlockRows {
  readonly #of: Beginning;
  #open: Open | undefined;
  #begun = false;
  #other = false;
  /** Nanoseconds after the start, of the last block's end. */
  #last = 0n;
  /** The block before was lost, or there was none: how long the next one is no clock tells. */
  #lost = true;

  constructor(beginning: Beginning) {
    this.#of = beginning;
  }

  take(line: string): Row | string | undefined {
    const { layout } = this.#of;
    const header = layoutOf(line);
    if (header !== undefined) {
      this.#begun = true;
      this.#other = header.line !== layout.line;
      return "header";
    }
    if (!this.#begun) return "preamble";
    if (this.#other) return "other";
    const row = parseRow(line, layout);
    if (typeof row === "string") return this.#reject(line, row);
    return row.package === undefined ? this.#begin(row) : this.#enter(row);
  }

  /** The block at hand when no more lines follow. */
  end(): Row | undefined {
    const open = this.#open;
    this.#open = undefined;
    return open && { at: open.at, values: open.values, lines: open.lines };
  }

  /** A summary that cannot be read is a block all the same: time goes on without it. */
  #reject(line: string, reason: string): string {
    if (reason === "thread" || !isSummary(line, this.#of.layout)) return reason;
    this.#lost = true;
    // what follows is of the block that could not be read, not of the one before
    for (const own of this.#of.packages) this.#open?.seen.add(own);
    if (this.#of.layout.time === undefined) this.#last += nanoseconds(this.#of.period);
    return reason;
  }

  #begin(row: EnergyRow): Row | undefined {
    const { start, period, packages, sources } = this.#of;
    const before = this.end();
    const at = row.at === undefined ? this.#last + nanoseconds(period) : row.at - start;
    const length = Number(at - this.#last) / NANOS_PER_SECOND;
    const known = length > 0 && length <= LONGEST * period && (!this.#lost || row.at === undefined);
    const values = sources.map(() => Number.NaN);
    this.#open = { at, length: known ? length : Number.NaN, values, seen: new Set(), lines: 1 };
    if (at > this.#last) this.#last = at;
    this.#lost = false;
    this.#fill(this.#open, row);
    return packages.length > 1 ? before : this.end();
  }

  #enter(row: EnergyRow): string | undefined {
    const { packages } = this.#of;
    const own = row.package ?? -1;
    if (packages.length === 1) return "thread";
    if (this.#open === undefined || !packages.includes(own)) return "stray";
    if (this.#open.seen.has(own)) return "twice";
    this.#open.seen.add(own);
    this.#open.lines++;
    this.#fill(this.#open, row);
    return undefined;
  }

  #fill({ values, length }: Open, row: EnergyRow): void {
    const { sources, packages } = this.#of;
    for (const [index, source] of sources.entries()) {
      if (!isOf(row, source, packages)) continue;
      const value = row.values[source.column] ?? Number.NaN;
      values[index] = source.joules ? value / length : value;
    }
  }
}
