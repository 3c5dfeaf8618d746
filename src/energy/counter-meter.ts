import { BatchMeans } from "../core/stats.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { Anchors, type Reading, slope } from "./counter-edges.js";
import { GapBook } from "./gaps.js";
import type { Integral, Meter, RailChunk, Span } from "./span.js";

/** A counter that stood still for so many of its updates counts nothing. */
const STUCK_UPDATES = 20;

/** What a counter rail needs to be integrated; times in ns. */
export interface CounterTiming {
  /** Spacing of the readings. */
  readonly period: number;
  /** Spacing of the counter's own updates. */
  readonly update: number;
}

/**
 * Energy of a counter: the difference between the outermost readings inside, carried to the edges with the power just
 * inside (measurement.md 4.1, 4.7). Interpolating across the edges brackets it; readings outside bound it.
 */
export class CounterMeter implements Meter {
  readonly from: number;
  readonly to: number;
  readonly #update: number;
  readonly #gaps: GapBook;
  readonly #anchors: Anchors;
  readonly #blocks = new BatchMeans();
  #samples = 0;
  #reset = false;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #outerFirst: Reading | undefined;
  #first: Reading | undefined;
  /** The first reading that cannot stem from before the window. */
  #surelyInside: Reading | undefined;
  #last: Reading | undefined;
  #outerLast: Reading | undefined;
  /** The first reading that holds everything up to the window's end. */
  #surelyAfter: Reading | undefined;

  constructor(span: Span, timing: CounterTiming) {
    this.from = span.from;
    this.to = span.to;
    this.#update = timing.update;
    this.#gaps = new GapBook(timing.period, span.to - span.from);
    this.#anchors = new Anchors(timing.update);
  }

  before(chunk: RailChunk, index: number): void {
    this.#outerFirst = readingAt(chunk, index);
  }

  after(chunk: RailChunk, index: number): boolean {
    const reading = readingAt(chunk, index);
    this.#outerLast ??= reading;
    if (reading.at < this.to + this.#update) return false;
    this.#surelyAfter = reading;
    return true;
  }

  take(chunk: RailChunk, lo: number, hi: number): void {
    for (let i = lo; i < hi; i++) {
      if (!Number.isNaN(chunk.values[i] ?? Number.NaN)) this.#push(readingAt(chunk, i));
    }
  }

  #push(reading: Reading): void {
    const last = this.#last;
    if (last !== undefined) {
      const gap = reading.at - last.at;
      if (last.segment === reading.segment) this.#gaps.known(gap);
      else {
        this.#gaps.refuse(gap);
        this.#reset = true;
      }
    }
    this.#first ??= reading;
    if (this.#surelyInside === undefined && reading.at >= this.from + this.#update) this.#surelyInside = reading;
    this.#last = reading;
    this.#samples++;
    this.#range(this.#anchors.take(reading));
  }

  #range(perNano: number): void {
    if (Number.isNaN(perNano)) return;
    const power = perNano * NANOS_PER_SECOND;
    this.#blocks.add(power);
    this.#min = Math.min(this.#min, power);
    this.#max = Math.max(this.#max, power);
  }

  finish(): Integral {
    const first = this.#first;
    const last = this.#last;
    const edges = first === undefined || last === undefined ? this.#nothing() : this.#closeEdges(first, last);
    const seconds = (this.to - this.from) / NANOS_PER_SECOND;
    const meanW = edges.energy / Math.max(seconds - this.#gaps.openS, Number.MIN_VALUE);
    const updateS = this.#update / NANOS_PER_SECOND;
    const bounds = this.#bounds();
    return {
      energyJ: edges.energy,
      samples: this.#samples,
      minW: Number.isFinite(this.#min) ? this.#min : meanW,
      maxW: Number.isFinite(this.#max) ? this.#max : meanW,
      openS: this.#gaps.openS,
      darkS: this.#gaps.darkS,
      coverage: this.#gaps.coverage,
      maxGapS: this.#gaps.longestS,
      reset: this.#reset,
      stuck: this.#isStuck(first, last),
      bridged: this.#gaps.bridged,
      bridgedU: this.#gaps.bridgedU(0),
      edgesU: edges.bracket / Math.sqrt(12),
      edgeW: edges.edgeW,
      stepW: edges.stepW,
      updateU: (meanW * updateS) / Math.sqrt(6),
      scatterW: 0,
      blocks: this.#blocks.means(),
      noise: undefined,
      ...(bounds === undefined ? {} : { bounds }),
    };
  }

  #isStuck(first: Reading | undefined, last: Reading | undefined): boolean {
    if (first === undefined || last === undefined || this.#reset) return false;
    return last.joules === first.joules && last.at - first.at >= STUCK_UPDATES * this.#update;
  }

  #nothing(): Edges {
    this.#gaps.refuse(this.to - this.from);
    return { energy: 0, bracket: 0, edgeW: [0, 0], stepW: [0, 0] };
  }

  #closeEdges(first: Reading, last: Reading): Edges {
    const inside = orElse(slope(first, last), 0);
    const start = this.#edge(first.at - this.from, orElse(this.#anchors.first, inside), slope(this.#outerFirst, first));
    const end = this.#edge(this.to - last.at, orElse(this.#anchors.until(last), inside), slope(last, this.#outerLast));
    return {
      energy: last.joules - first.joules + start.energy + end.energy,
      bracket: start.bracket + end.bracket,
      edgeW: [start.insideW, end.insideW],
      stepW: [start.stepW, end.stepW],
    };
  }

  /** `across` is the power over the whole stretch that the edge lies in. */
  #edge(length: number, inside: number, across: number): Edge {
    const insideW = inside * NANOS_PER_SECOND;
    const spread = Number.isFinite(this.#max) ? this.#max - this.#min : insideW;
    const stepW = Number.isNaN(across) ? spread : (across - inside) * NANOS_PER_SECOND;
    if (this.#gaps.enter(length, stepW, !Number.isNaN(across)) === "open")
      return { energy: 0, bracket: 0, insideW, stepW };
    const bracket = Number.isNaN(across) ? 0 : length * (inside - across);
    return { energy: length * inside, bracket, insideW, stepW };
  }

  /** Whatever the power did between readings, a counter that only rises holds the window's energy between these. */
  #bounds(): { low: number; high: number } | undefined {
    const from = this.#outerFirst;
    const to = this.#surelyAfter;
    if (from === undefined || to === undefined || from.segment !== to.segment) return undefined;
    const low = this.#last === undefined ? 0 : this.#last.joules - (this.#surelyInside ?? this.#last).joules;
    return { low, high: to.joules - from.joules };
  }
}

interface Edge {
  readonly energy: number;
  readonly bracket: number;
  readonly insideW: number;
  readonly stepW: number;
}

interface Edges {
  readonly energy: number;
  readonly bracket: number;
  readonly edgeW: readonly [number, number];
  readonly stepW: readonly [number, number];
}

const orElse = (value: number, otherwise: number): number => (Number.isNaN(value) ? otherwise : value);

const readingAt = ({ at, values, segments }: RailChunk, index: number): Reading => ({
  at: at[index] ?? Number.NaN,
  joules: values[index] ?? Number.NaN,
  segment: segments[index] ?? 0,
});
