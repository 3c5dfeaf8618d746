import { BatchMeans } from "../core/stats.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { Anchors, type Carry, type Reading, slope } from "./counter-edges.js";
import { GapBook } from "./gaps.js";
import type { Integral, Meter, RailChunk, Span } from "./span.js";

/** A counter that stood still for so many of its updates counts nothing. */
const STUCK_UPDATES = 20;
/** One that is read no faster than it is updated moves from reading to reading: zero without any doubt is no measurement. */
const STUCK_READINGS = 2.5;

/** What a counter rail needs to be integrated; times in ns. */
export interface CounterTiming {
  /** Spacing of the readings. */
  readonly period: number;
  /** Spacing of the counter's own updates. */
  readonly update: number;
  /** How long before a reading the counter may have been updated last. */
  readonly within: number;
  /** It is polled so much faster that it shows readings again. */
  readonly repeats: boolean;
}

/**
 * Energy of a counter: the difference between the outermost readings inside, carried to the edges with the power just
 * inside (measurement.md 4.1, 4.7). Interpolating across the edges brackets it; readings outside bound it.
 */
export class CounterMeter implements Meter {
  readonly from: number;
  readonly to: number;
  readonly #update: number;
  readonly #within: number;
  /** It stands still for less than this, if it counts at all. */
  readonly #longestStill: number;
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
    this.#within = timing.within;
    const updates = timing.repeats || timing.update < timing.period ? STUCK_UPDATES : STUCK_READINGS;
    this.#longestStill = updates * timing.update;
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

  /** A counter that stands still says so itself. */
  withdraw(): void {}

  finish(): Integral {
    const first = this.#first;
    const last = this.#last;
    const edges = first === undefined || last === undefined ? this.#nothing() : this.#closeEdges(first, last);
    const seconds = (this.to - this.from) / NANOS_PER_SECOND;
    const meanW = edges.energy / Math.max(seconds - this.#gaps.openS, Number.MIN_VALUE);
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
      tiled: false,
      bridged: this.#gaps.bridged,
      bridgedU: this.#gaps.bridgedU(0),
      edgesU: edges.bracket / Math.sqrt(3),
      edgeW: edges.edgeW,
      stepW: edges.stepW,
      updateU: updateU(edges, this.#within / NANOS_PER_SECOND),
      carried: Math.hypot(...edges.reach) / Math.SQRT2,
      scatterW: 0,
      shownW: 0,
      blocks: this.#blocks.means(),
      noise: undefined,
      ...(bounds === undefined ? {} : { bounds }),
    };
  }

  #isStuck(first: Reading | undefined, last: Reading | undefined): boolean {
    if (first === undefined || last === undefined || this.#reset) return false;
    return last.joules === first.joules && last.at - first.at >= this.#longestStill;
  }

  #nothing(): Edges {
    this.#gaps.refuse(this.to - this.from);
    return { energy: 0, bracket: 0, edgeW: [0, 0], stepW: [0, 0], reach: [1, 1] };
  }

  #closeEdges(first: Reading, last: Reading): Edges {
    const whole: Carry = { power: orElse(slope(first, last), 0), length: last.at - first.at };
    const start = this.#edge(first.at - this.from, orWhole(this.#anchors.first, whole), slope(this.#outerFirst, first));
    const end = this.#edge(this.to - last.at, orWhole(this.#anchors.until(last), whole), slope(last, this.#outerLast));
    return {
      energy: last.joules - first.joules + start.energy + end.energy,
      // The clamp sits at one end of each bracket, and what happens at one edge says nothing of the other.
      bracket: Math.hypot(start.bracket, end.bracket) * (Math.sign(start.bracket + end.bracket) || 1),
      edgeW: [start.insideW, end.insideW],
      stepW: [start.stepW, end.stepW],
      reach: [start.reach, end.reach],
    };
  }

  /** `across` is the power over the whole stretch that the edge lies in. */
  #edge(length: number, carry: Carry, across: number): Edge {
    const inside = carry.power;
    const insideW = inside * NANOS_PER_SECOND;
    const spread = Number.isFinite(this.#max) ? this.#max - this.#min : insideW;
    const stepW = Number.isNaN(across) ? spread : (across - inside) * NANOS_PER_SECOND;
    if (this.#gaps.enter(length, stepW, !Number.isNaN(across)) === "open")
      return { energy: 0, bracket: 0, insideW, stepW, reach: 1 };
    const bracket = Number.isNaN(across) ? 0 : length * (inside - across);
    const share = carry.length > 0 ? length / carry.length : 0;
    return { energy: length * inside, bracket, insideW, stepW, reach: Math.hypot(1 + share, share) };
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
  /**
   * What an error of single readings counts for: carrying on over a share a of a stretch with that stretch's own power
   * takes (1 + a) of the reading at the edge and a of the one at the stretch's other end.
   */
  readonly reach: number;
}

interface Edges {
  readonly energy: number;
  readonly bracket: number;
  readonly edgeW: readonly [number, number];
  readonly stepW: readonly [number, number];
  readonly reach: readonly [number, number];
}

/**
 * A reading holds what was counted up to the last update before it, a rectangular lag of up to one update. Its scatter
 * acts on each reading; its mean, half an update, cancels but for what the power at the end differs from that at the start.
 */
function updateU({ edgeW: [from, to], reach }: Edges, updateS: number): number {
  const scatter = Math.hypot(from * reach[0], to * reach[1]) / Math.sqrt(12);
  return updateS * Math.hypot(scatter, (to - from) / 2);
}

const orWhole = (carry: Carry, whole: Carry): Carry => (Number.isNaN(carry.power) ? whole : carry);

const orElse = (value: number, otherwise: number): number => (Number.isNaN(value) ? otherwise : value);

const readingAt = ({ at, values, segments }: RailChunk, index: number): Reading => ({
  at: at[index] ?? Number.NaN,
  joules: values[index] ?? Number.NaN,
  segment: segments[index] ?? 0,
});
