import { MeasurementError } from "../../../src/core/error.js";
import type { Seconds } from "../../../src/core/units.js";
import { Blocks, powerOf } from "../../shared/pcm/blocks.js";
import { sortedIds } from "../../shared/pcm/rails.js";
import { readLines } from "../lines.js";
import { isText, type Layout, layoutOf, parseRow } from "./table.js";

/** What the beginning of a recording tells of it. */
export interface TextBeginning {
  readonly kind: "text";
  readonly ids: readonly string[];
  readonly period: Seconds;
}

/** The same of a CSV; `startMs` is one period before its first row, which tells of the time before it. */
export interface TableBeginning {
  readonly kind: "table";
  readonly ids: readonly string[];
  readonly period: Seconds;
  readonly startMs: number;
  readonly layout: Layout;
}

/** The banner is 30 lines, the list of a large server's sockets longer. */
const LONGEST_PREAMBLE = 2000;
/** Blocks or rows that show which rails there are, and how long blocks are. */
const ENOUGH = 64;

/** Reads as much as is needed; the first lines tell text and CSV apart. Throws CONFIG for neither, NO_DATA without energy. */
export async function readBeginning(path: string, zone: string | undefined): Promise<TextBeginning | TableBeginning> {
  let before = "";
  let seen = 0;
  let reading: TextReading | TableReading | undefined;
  for await (const lines of readLines(path)) {
    for (const { text, whole } of lines) {
      if (!whole) continue;
      if (reading === undefined) {
        if (isText(text)) reading = new TextReading();
        const layout = layoutOf(before, text);
        if (layout !== undefined) reading = new TableReading(layout, zone);
        before = text;
        if (++seen > LONGEST_PREAMBLE) throw notIts(path);
        if (layout !== undefined) continue;
      }
      reading?.take(text);
    }
    if (reading !== undefined && reading.count >= ENOUGH) break;
  }
  if (reading === undefined) throw notIts(path);
  const beginning = reading.result();
  if (beginning !== undefined) return beginning;
  throw new MeasurementError("NO_DATA", `${path} shows no energy of any socket`, "Record it as root, with pcm-power 1");
}

const notIts = (path: string) =>
  new MeasurementError(
    "CONFIG",
    `${path} is neither text nor CSV of pcm-power`,
    "Text has `Time elapsed: N ms` lines; CSV begins with two header rows, the second with Date,Time",
  );

class TextReading {
  readonly #blocks = new Blocks();
  readonly #ids = new Set<string>();
  readonly #lengths: number[] = [];

  get count(): number {
    return this.#lengths.length;
  }

  take(line: string): void {
    this.#add(this.#blocks.take(line).block);
  }

  #add(block: ReturnType<Blocks["end"]>): void {
    if (block?.elapsedMs === undefined) return;
    this.#lengths.push(block.elapsedMs);
    for (const id of block.consumed.keys()) if (typeof powerOf(block, id) === "number") this.#ids.add(id);
  }

  result(): TextBeginning | undefined {
    if (this.count < ENOUGH) this.#add(this.#blocks.end());
    const period = median(this.#lengths);
    if (period === undefined || this.#ids.size === 0) return undefined;
    return { kind: "text", ids: sortedIds(this.#ids), period: period / 1000 };
  }
}

class TableReading {
  readonly #layout: Layout;
  readonly #zone: string | undefined;
  readonly #times: number[] = [];
  readonly #ids = new Set<string>();

  constructor(layout: Layout, zone: string | undefined) {
    this.#layout = layout;
    this.#zone = zone;
  }

  get count(): number {
    return this.#times.length;
  }

  take(line: string): void {
    const row = parseRow(line, this.#layout, this.#zone);
    if (typeof row === "string") return;
    this.#times.push(row.ms);
    for (const [index, id] of [...this.#layout.rails.keys()].entries())
      if (!Number.isNaN(row.watts[index] ?? Number.NaN)) this.#ids.add(id);
  }

  result(): TableBeginning | undefined {
    const [first] = this.#times;
    const spacings = this.#times.slice(1).map((time, index) => time - (this.#times[index] ?? time));
    const period = median(spacings.filter((spacing) => spacing > 0));
    if (first === undefined || period === undefined || this.#ids.size === 0) return undefined;
    const ids = sortedIds(this.#ids);
    const rails = new Map(ids.map((id) => [id, this.#layout.rails.get(id) ?? -1]));
    return {
      ...{ kind: "table", ids, period: period / 1000, startMs: first - period },
      layout: { ...this.#layout, rails },
    };
  }
}

function median(lengths: readonly number[]): number | undefined {
  return [...lengths].sort((a, b) => a - b)[Math.floor((lengths.length - 1) / 2)];
}
