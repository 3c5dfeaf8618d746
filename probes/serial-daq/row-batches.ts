import type { Batch, Gap } from "../../src/core/batch.js";
import type { Condition } from "../../src/core/condition.js";
import { type Nanoseconds, nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import { emptyRows, type Meter, type Rows } from "../shared/serial/protocol.js";
import type { MarkColumn } from "./mark-column.js";
import type { Shown } from "./markers.js";
import { missingValues, withoutImplausible } from "./missing-values.js";
import type { RailPlan } from "./rails.js";
import { type Placed, RowPlacing } from "./row-placing.js";

/** More periods than this without a row are a gap. */
const LATE_PERIODS = 2.5;

/** A meter, the rails of it that are wanted, and the instant from which seconds are counted. */
interface Metered {
  readonly meter: Meter;
  readonly plans: readonly RailPlan[];
  readonly epoch: Nanoseconds;
  /** A channel that is recorded beside the rails. */
  readonly markColumn?: MarkColumn | undefined;
  /** A row has the meter's marker. */
  readonly onMarker?: (shown: Shown) => void;
}

/** Rows as they come, made into batches: placed in time, every missing value and every stretch without a row with its reason. */
export class RowBatches {
  readonly #probe: string;
  readonly #plans: readonly RailPlan[];
  readonly #columns: readonly number[];
  readonly #period: Seconds;
  readonly #epoch: Nanoseconds;
  readonly #markColumn: MarkColumn | undefined;
  readonly #onMarker: (shown: Shown) => void;
  #placing: RowPlacing;
  #meter: Meter;
  #rows: Rows;
  #last: Seconds | undefined;
  #arrival: Seconds = 0;
  #interrupted: string | undefined;
  #rejectedBefore: number | undefined;

  constructor(probe: string, { meter, plans, epoch, markColumn, onMarker }: Metered) {
    this.#probe = probe;
    this.#plans = plans;
    this.#columns = [
      ...plans.flatMap(({ columns }) => columns),
      ...(markColumn === undefined ? [] : [markColumn.index]),
    ];
    this.#markColumn = markColumn;
    this.#onMarker = onMarker ?? (() => undefined);
    this.#period = meter.period;
    this.#epoch = epoch;
    this.#meter = meter;
    this.#placing = new RowPlacing(meter);
    this.#rows = emptyRows(columnCount(meter));
  }

  /** Takes bytes that came at `at`; `asked` is when the meter was asked for them, if it was. Says how many rows they completed. */
  push(bytes: Uint8Array, at: Nanoseconds, asked?: Nanoseconds): number {
    const before = this.#rows.length;
    this.#meter.decoder.push(bytes, this.#rows);
    if (this.#rows.length > before) this.#rejectedBefore ??= this.#meter.decoder.rejectedBytes;
    const arrival = secondsBetween(this.#epoch, at);
    const middle = asked === undefined ? arrival : (arrival + secondsBetween(this.#epoch, asked)) / 2;
    this.#arrival = middle;
    this.#placing.arrived(this.#rows, before, middle);
    return this.#rows.length - before;
  }

  /** No byte comes any more, for now at least: the rows that are left, those that the decoder held back among them. */
  end(): Batch | undefined {
    const before = this.#rows.length;
    this.#meter.decoder.end?.(this.#rows);
    this.#placing.arrived(this.#rows, before, this.#arrival);
    return this.take(true);
  }

  /** What is left to tell after the last row, when sampling was over at `at`: no row ends that gap. */
  tail(at: Nanoseconds, reason?: string): Batch | undefined {
    const late = this.#last !== undefined && secondsBetween(this.#epoch, at) - this.#last > LATE_PERIODS * this.#period;
    const rejected = this.#newlyRejected();
    if (!late && rejected === 0) return undefined;
    const gap = {
      probe: this.#probe,
      from: this.#epoch + nanoseconds(this.#last ?? 0),
      to: at,
      reason: reason ?? this.#interrupted ?? (rejected > 0 ? "rejected-bytes" : "no-row"),
    };
    return {
      probe: this.#probe,
      at: new BigInt64Array(),
      columns: [...this.#columns, ...clockConditions(this.#meter)].map(() => new Float64Array()),
      gaps: late ? [gap] : [],
      ...(rejected > 0 && { rejected: { count: rejected, of: "byte" as const } }),
    };
  }

  /** The meter was opened again: its decoder is new, and what follows does not continue what was. */
  reopened(meter: Meter, reason: string): void {
    this.#meter = meter;
    this.#rejectedBefore = undefined;
    this.#interrupted = reason;
    this.#placing.reopened(meter);
  }

  /** The rows since the last call; undefined when there are none, or when, unless `now`, it pays to wait for more arrivals. */
  take(now: boolean): Batch | undefined {
    const rows = this.#rows;
    if (rows.length === 0 || (!now && this.#placing.wantsMore())) return undefined;
    const placed = this.#placing.place(rows);
    const at = instants(placed.seconds, this.#epoch);
    const columns = this.#columns.map((column) =>
      (rows.columns[column] ?? new Float64Array(rows.length)).slice(0, rows.length),
    );
    const implausible = withoutImplausible(columns, this.#plans);
    const clocks = this.#meter.tick === undefined ? [] : clocksOf(placed);
    const rejected = this.#newlyRejected();
    const gaps = [
      ...this.#holes(placed, at, rejected > 0),
      ...missingValues({ at, columns, plans: this.#plans, implausible, beside: this.#markColumn?.condition.name }),
    ];
    for (const row of rows.markers) this.#onMarker({ at: at[row] ?? 0n, clock: placed.own[row] ?? Number.NaN });
    rows.length = 0;
    rows.breaks.length = 0;
    rows.markers.length = 0;
    return {
      probe: this.#probe,
      at,
      columns: [...columns, ...clocks],
      gaps: gaps.map((gap) => ({ probe: this.#probe, ...gap })),
      ...(rejected > 0 && { rejected: { count: rejected, of: "byte" as const } }),
    };
  }

  /** Bytes that became no row since the last batch; those before the first row are the line into which the port was opened. */
  #newlyRejected(): number {
    const all = this.#meter.decoder.rejectedBytes;
    const fresh = all - (this.#rejectedBefore ?? all);
    this.#rejectedBefore = all;
    return fresh;
  }

  /** Stretches without a row; what is known of their reason belongs to the first. */
  #holes({ seconds, breaks }: Placed, at: BigInt64Array, hasRejected: boolean): readonly Omit<Gap, "probe">[] {
    const gaps: Omit<Gap, "probe">[] = [];
    const limit = LATE_PERIODS * this.#period;
    let last = this.#last;
    for (let row = 0; row < seconds.length; row++) {
      const instant = seconds[row] ?? 0;
      const reason = this.#reasonAt(row, breaks);
      if (last !== undefined && (reason !== undefined || instant - last > limit)) {
        const from = row === 0 ? this.#epoch + nanoseconds(last) : (at[row - 1] ?? 0n);
        gaps.push({ from, to: at[row] ?? 0n, reason: reason ?? (hasRejected ? "rejected-bytes" : "no-row") });
      }
      last = instant;
    }
    this.#last = last;
    return gaps;
  }

  #reasonAt(row: number, breaks: ReadonlyMap<number, string>): string | undefined {
    const reason = (row === 0 ? this.#interrupted : undefined) ?? breaks.get(row);
    if (row === 0) this.#interrupted = undefined;
    return reason;
  }
}

/** What a meter with a clock of its own tells of time: its stamps as they were, and how much later than its instant a row came. */
export const clockConditions = ({ tick }: Meter): readonly Condition[] =>
  tick === undefined
    ? []
    : [
        { name: "meter.clock", quantity: "time", unit: "s" },
        { name: "meter.delay", quantity: "time", unit: "s" },
      ];

/** The columns of these, in their order. */
const clocksOf = ({ own, arrivals, seconds }: Placed): readonly Float64Array[] => [
  own,
  arrivals.map((arrival, row) => arrival - (seconds[row] ?? arrival)),
];

/** How many columns the rows of a meter have. */
export const columnCount = ({ rails }: Meter): number => rails.reduce((sum, { columns }) => sum + columns.length, 0);

function instants(seconds: Float64Array, epoch: Nanoseconds): BigInt64Array {
  const at = new BigInt64Array(seconds.length);
  let last = 0n;
  for (let row = 0; row < seconds.length; row++) {
    const instant = epoch + BigInt(Math.round((seconds[row] ?? 0) * 1e9));
    // a nanosecond apart at least, which is also what rounding may have taken
    last = instant > last ? instant : last + 1n;
    at[row] = last;
  }
  return at;
}
