import type { Nanoseconds } from "../../src/core/units.js";
import { type LiveTicks, wordOf } from "../shared/live-ticks.js";
import { conditionIn } from "../shared/nvidia/conditions.js";
import type { Source } from "../shared/nvidia/gpus.js";
import { LARGEST_BOARD_W } from "../shared/nvidia/sensors.js";
import { numberIn, type Row } from "../shared/nvidia/table.js";

interface OpenTick {
  readonly at: Nanoseconds;
  readonly values: Float64Array;
  readonly reasons: (string | undefined)[];
}

/**
 * Puts the rows of one tick together, one for each GPU: a tick is whole when every GPU has its row, and over when a GPU
 * comes again. The instant is that of its first row; the others follow within milliseconds.
 */
export class GpuTicks {
  readonly #ticks: LiveTicks;
  readonly #sources: readonly Source[];
  readonly #gpus: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  #open: OpenTick | undefined;

  constructor(sources: readonly Source[], ticks: LiveTicks) {
    this.#sources = sources;
    this.#ticks = ticks;
    this.#gpus = new Set(sources.map(({ uuid }) => uuid));
  }

  /** Takes a row; false for one of a GPU that is not sampled. */
  add(row: Row, at: Nanoseconds): boolean {
    const uuid = row.cell("uuid");
    if (uuid === undefined || !this.#gpus.has(uuid)) return false;
    if (this.#seen.has(uuid)) this.close();
    this.#open ??= this.#start(at);
    this.#seen.add(uuid);
    this.#fill(this.#open, uuid, row);
    if (this.#seen.size === this.#gpus.size) this.close();
    return true;
  }

  /** Ends the tick at hand as it is. */
  close(): void {
    if (this.#open !== undefined) this.#ticks.add(this.#open);
    this.#open = undefined;
    this.#seen.clear();
  }

  #start(at: Nanoseconds): OpenTick {
    return {
      at,
      values: new Float64Array(this.#sources.length).fill(Number.NaN),
      reasons: this.#sources.map(() => "no-row"),
    };
  }

  #fill({ values, reasons }: OpenTick, uuid: string, row: Row): void {
    for (const [column, source] of this.#sources.entries()) {
      if (source.uuid !== uuid) continue;
      const value = readingOf(source, row.cell(source.field));
      values[column] = typeof value === "number" ? value : Number.NaN;
      reasons[column] = typeof value === "number" ? undefined : value;
    }
  }
}

/** The number in a cell, or the word for why there is none. */
function readingOf({ condition }: Source, cell: string | undefined): number | string {
  const value = condition === undefined ? numberIn(cell, "W") : conditionIn(condition, cell);
  if (value === undefined) return wordOf(cell);
  return condition === undefined && value > LARGEST_BOARD_W ? "out-of-range" : value;
}
