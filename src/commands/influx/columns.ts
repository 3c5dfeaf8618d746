import type { Nanoseconds } from "../../core/units.js";
import { type Row, timeOf } from "./answer-rows.js";
import { pages, type Wanted } from "./pages.js";
import { rawOf } from "./raw-of.js";
import type { InfluxServer } from "./server.js";

/** A column of a recording, as a field of the database. */
export interface FieldColumn {
  readonly field: string;
  readonly scale: number;
}

/** Columns that stand in one row of the database: those of a rail, or a condition. */
export interface RowColumns {
  readonly wanted: Omit<Wanted, "select" | "rows">;
  readonly columns: readonly FieldColumn[];
}

/** Rows in one answer. */
const ROWS = 10_000;

/** Reads such rows one after another; a page at a time stands in memory. */
export class RowReader {
  readonly #columns: readonly FieldColumn[];
  readonly #pages: AsyncGenerator<readonly Row[]>;
  #page: readonly Row[] = [];
  #index = -1;
  #at: Nanoseconds | undefined;

  constructor(server: InfluxServer, { wanted, columns }: RowColumns) {
    const select = columns.map(({ field }) => `"${field}"`).join(", ");
    this.#pages = pages(server, { ...wanted, select, rows: ROWS });
    this.#columns = columns;
  }

  /** The instant of the row it stands at; undefined behind the last one. */
  get at(): Nanoseconds | undefined {
    return this.#at;
  }

  /** Goes on to the next row, of a later instant. */
  async next(): Promise<void> {
    const before = this.#at;
    do {
      this.#index++;
      if (this.#index >= this.#page.length) await this.#turn();
      this.#at = timeOf(this.#page[this.#index]);
    } while (this.#at !== undefined && this.#at === before);
  }

  /** Puts the row's values, raw, into the columns from `first` on. */
  fill(columns: readonly Float64Array[], first: number, index: number): void {
    const row = this.#page[this.#index];
    for (const [k, { field, scale }] of this.#columns.entries()) {
      const value = row?.[field];
      const column = columns[first + k];
      if (typeof value === "number" && column !== undefined) column[index] = rawOf(value, scale);
    }
  }

  async #turn(): Promise<void> {
    const { value, done } = await this.#pages.next();
    this.#page = done === true ? [] : value;
    this.#index = 0;
  }
}
