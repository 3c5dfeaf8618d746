import type { Batch, Gap } from "../../src/core/batch.js";
import type { Nanoseconds } from "../../src/core/units.js";
import type { Source } from "./gpus.js";
import { numberIn, type Row } from "./table.js";

/** One sample of every column, and why a value is missing. */
interface Tick {
  readonly at: Nanoseconds;
  readonly values: Float64Array;
  readonly reasons: (string | undefined)[];
}

/**
 * Puts the rows of one tick together, one for each GPU: a tick is whole when every GPU has its row, and over when a GPU
 * comes again. The instant is that of its first row; the others follow within milliseconds.
 */
export class Ticks {
  readonly #sources: readonly Source[];
  readonly #gpus: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  #open: Tick | undefined;
  #whole: Tick[] = [];
  #last = 0n;
  #taken = 0n;

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
    this.#gpus = new Set(sources.map(({ uuid }) => uuid));
  }

  /** Takes a row; false for one of a GPU that is not sampled, or that is not later than the tick before. */
  add(row: Row, at: Nanoseconds): boolean {
    const uuid = row.cell("uuid");
    if (uuid === undefined || !this.#gpus.has(uuid)) return false;
    if (this.#seen.has(uuid)) this.close();
    if (this.#open === undefined && at <= this.#last) return false;
    this.#open ??= this.#start(at);
    this.#seen.add(uuid);
    this.#fill(this.#open, uuid, row);
    if (this.#seen.size === this.#gpus.size) this.close();
    return true;
  }

  /** Ends the tick at hand as it is. */
  close(): void {
    if (this.#open === undefined) return;
    this.#last = this.#open.at;
    this.#whole.push(this.#open);
    this.#open = undefined;
    this.#seen.clear();
  }

  #start(at: Nanoseconds): Tick {
    return {
      at,
      values: new Float64Array(this.#sources.length).fill(Number.NaN),
      reasons: this.#sources.map(() => "no-row"),
    };
  }

  #fill({ values, reasons }: Tick, uuid: string, row: Row): void {
    for (const [column, source] of this.#sources.entries()) {
      if (source.uuid !== uuid) continue;
      const cell = row.cell(source.field);
      const value = numberIn(cell);
      values[column] = value ?? Number.NaN;
      reasons[column] = value === undefined ? wordOf(cell) : undefined;
    }
  }

  /** The ticks that are whole, as a batch; undefined when there is none. `columns` are the columns' names. */
  take(probe: string, columns: readonly string[]): Batch | undefined {
    const ticks = this.#whole;
    if (ticks.length === 0) return undefined;
    this.#whole = [];
    this.#taken = this.#last;
    return {
      probe,
      at: BigInt64Array.from(ticks, ({ at }) => at),
      columns: columns.map((_, column) => Float64Array.from(ticks, ({ values }) => values[column] ?? Number.NaN)),
      gaps: columns.flatMap((name, column) => gapsOf(ticks, column).map((gap) => ({ probe, columns: [name], ...gap }))),
    };
  }

  /** The instant of the last tick that was taken; 0 before the first. */
  get taken(): Nanoseconds {
    return this.#taken;
  }
}

/** What stood in place of a number, as the reason of a gap: `[Unknown Error]` is unknown-error. */
const wordOf = (cell = ""): string =>
  cell
    .toLowerCase()
    .replace(/[^a-z0-9/]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40) || "empty";

/** Missing values of one column, those of one reason in a row told once. */
function gapsOf(ticks: readonly Tick[], column: number): readonly Pick<Gap, "from" | "to" | "reason">[] {
  const gaps: { from: Nanoseconds; to: Nanoseconds; reason: string }[] = [];
  let open: (typeof gaps)[number] | undefined;
  for (const { at, reasons } of ticks) {
    const reason = reasons[column];
    if (reason !== undefined && open?.reason === reason) open.to = at;
    else open = reason === undefined ? undefined : { from: at, to: at, reason };
    if (open !== undefined && open !== gaps.at(-1)) gaps.push(open);
  }
  return gaps;
}
