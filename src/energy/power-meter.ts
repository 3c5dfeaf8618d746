import { BatchMeans, ExactSum } from "../core/stats.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { type ClosedEdge, clamp, lagBegins, leftOver, overlap, swingOf } from "./edges.js";
import { GapBook } from "./gaps.js";
import type { Mode } from "./mode.js";
import { type Run, stepOf } from "./power-run.js";
import type { Integral, Meter, RailChunk, Span } from "./span.js";

/** Longest plain sum before it goes into an exact one. */
const RUN = 1024;
const COVERED_PERIODS = 1.5;
/** Share of a mean's width within which its ends are those of the window. */
const SAME_EDGE = 1e-3;
/** Of a mean that begins with the window, by the arithmetic of instants. */
const ROUNDING = 1e-6;

/** Energy of a power rail: clamped trapezoid, or backward hold with overlap at the edges (measurement.md 4.1). */
export class PowerMeter implements Meter {
  readonly from: number;
  readonly to: number;
  readonly #mode: Mode;
  readonly #gaps: GapBook;
  readonly #energy = new ExactSum();
  readonly #blocks = new BatchMeans();
  #samples = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #steps = 0;
  #stepCount = 0;
  #next: number;
  #firstAt = 0;
  #first = 0;
  #second = Number.NaN;
  #lastAt = 0;
  #last = 0;
  #beforeAt = Number.NaN;
  #before = Number.NaN;
  #afterAt = Number.NaN;
  #after = Number.NaN;

  /** `phase`: how much later than it could be the first of samples a stride apart is taken (ns). */
  constructor(span: Span, mode: Mode, phase = 0) {
    this.from = span.from + mode.later + mode.margin;
    this.to = span.to + mode.later - mode.margin;
    this.#mode = mode;
    this.#gaps = new GapBook(mode.period, span.to - span.from);
    // The first running mean that lies inside the window ends one width after its start.
    this.#next = mode.stride > 0 ? this.from + (1 - ROUNDING) * mode.period + phase : Number.NEGATIVE_INFINITY;
  }

  before({ at, values }: RailChunk, index: number): void {
    this.#beforeAt = at[index] ?? Number.NaN;
    this.#before = values[index] ?? Number.NaN;
  }

  after({ at, values }: RailChunk, index: number): boolean {
    const instant = at[index] ?? Number.NaN;
    if (instant < this.#next) return false;
    this.#afterAt = instant;
    this.#after = values[index] ?? Number.NaN;
    return true;
  }

  take(chunk: RailChunk, lo: number, hi: number): void {
    // A stride skips samples, which only the slow way does.
    let i = this.#mode.stride > 0 ? this.#each(chunk, lo, hi) : lo;
    while (i < hi) {
      this.#push(chunk.at[i] ?? Number.NaN, chunk.values[i] ?? Number.NaN);
      i++;
      i = this.#run(chunk, i, Math.min(hi, i + RUN, i + this.#blocks.room));
    }
  }

  #each({ at, values }: RailChunk, lo: number, hi: number): number {
    for (let i = lo; i < hi; i++) this.#push(at[i] ?? Number.NaN, values[i] ?? Number.NaN);
    return hi;
  }

  /** Samples that follow on one already taken, up to the first gap or missing value; at most one block. Answers where it stopped. */
  #run({ at, values }: RailChunk, lo: number, hi: number): number {
    const newer = this.#mode.newer;
    const older = 1 - newer;
    const longest = COVERED_PERIODS * this.#mode.period;
    let instant = at[lo - 1] ?? Number.NaN;
    let power = values[lo - 1] ?? Number.NaN;
    if (Number.isNaN(power)) return lo;
    let energy = 0;
    let sum = 0;
    let steps = 0;
    let widest = 0;
    let min = this.#min;
    let max = this.#max;
    let i = lo;
    for (; i < hi; i++) {
      const t = at[i] ?? Number.NaN;
      const p = values[i] ?? Number.NaN;
      const dt = t - instant;
      if (Number.isNaN(p) || dt > longest) break;
      const step = p - power;
      energy += dt * (newer * p + older * power);
      sum += p;
      steps += step * step;
      if (dt > widest) widest = dt;
      if (p < min) min = p;
      if (p > max) max = p;
      instant = t;
      power = p;
    }
    const second = values[lo] ?? Number.NaN;
    if (i > lo) this.#commit({ count: i - lo, energy, sum, steps, widest, min, max, instant, power, second });
    return i;
  }

  #commit(run: Run): void {
    const { count } = run;
    if (this.#samples === 1) this.#second = run.second;
    this.#energy.add(run.energy);
    this.#blocks.addMany(run.sum, count);
    this.#gaps.known(run.widest);
    this.#steps += run.steps;
    this.#stepCount += count;
    this.#samples += count;
    this.#min = run.min;
    this.#max = run.max;
    this.#lastAt = run.instant;
    this.#last = run.power;
  }

  #push(instant: number, power: number): void {
    if (Number.isNaN(power) || instant < this.#next) return;
    if (this.#mode.stride > 0) this.#next = instant + this.#mode.stride;
    if (this.#samples === 0) {
      this.#firstAt = instant;
      this.#first = power;
    } else this.#join(instant, power);
    if (this.#samples === 1) this.#second = power;
    this.#samples++;
    this.#blocks.add(power);
    if (power < this.#min) this.#min = power;
    if (power > this.#max) this.#max = power;
    this.#lastAt = instant;
    this.#last = power;
  }

  #join(instant: number, power: number): void {
    const gap = instant - this.#lastAt;
    const kind = this.#gaps.enter(gap, power - this.#last);
    if (kind === "silent") {
      this.#steps += (power - this.#last) ** 2;
      this.#stepCount++;
    }
    if (kind === "open") return;
    // A mean over one period says nothing of the time before it: there the trapezoid takes over.
    const held = this.#mode.newer === 1 ? this.#heldOf(gap) : 0;
    this.#energy.add(held * power + ((gap - held) * (power + this.#last)) / 2);
  }

  #heldOf(gap: number): number {
    return gap <= COVERED_PERIODS * this.#mode.period ? gap : this.#mode.period;
  }

  withdraw(since: number, count: number): void {
    if (this.#samples === 0) return;
    const all = since < this.#firstAt;
    this.#energy.add(all ? -this.#energy.value : -(this.#lastAt - since) * this.#last);
    this.#samples = all ? 0 : Math.max(1, this.#samples - (this.#mode.stride > 0 ? 0 : count));
    if (!all) this.#lastAt = since;
  }

  finish(): Integral {
    const edges = this.#samples > 0 ? this.#closeEdges() : undefined;
    const tiled = this.#tiled;
    const scatterW = this.#stepCount > 0 ? Math.sqrt(this.#steps / this.#stepCount / 2) : 0;
    if (this.#samples === 0) this.#gaps.refuse(this.to - this.from + 2 * this.#mode.margin);
    return {
      energyJ: this.#energy.value / NANOS_PER_SECOND,
      samples: this.#samples,
      minW: this.#min,
      maxW: this.#max,
      openS: this.#gaps.openS,
      darkS: this.#gaps.darkS,
      coverage: this.#gaps.coverage,
      maxGapS: this.#gaps.longestS,
      reset: false,
      stuck: false,
      tiled,
      bridged: this.#gaps.bridged,
      bridgedU: this.#gaps.bridgedU(scatterW),
      edgesU: tiled ? 0 : (edges ?? 0) / NANOS_PER_SECOND,
      edgeW: [this.#first, this.#last],
      stepW: [stepOf(this.#first, this.#before), stepOf(this.#last, this.#after)],
      updateU: 0,
      carried: 1,
      shownW: this.#mode.timeConstant > 0 ? swingOf(this.#before, this.#first, this.#last) : 0,
      scatterW,
      blocks: this.#blocks.means(),
      noise: this.#blocks.noise(),
    };
  }

  /** The first mean begins where the window does, the last one ends with it, and none is missing between them. */
  get #tiled(): boolean {
    const { newer, stride, period, timeConstant } = this.#mode;
    if (newer !== 1 || stride > 0 || timeConstant > 0 || this.#samples === 0) return false;
    const [start, end] = [this.#firstAt - period - this.from, this.to - this.#lastAt];
    const whole = this.#gaps.longestS * NANOS_PER_SECOND <= COVERED_PERIODS * period;
    return whole && Math.abs(start) <= SAME_EDGE * period && end <= SAME_EDGE * period;
  }

  /** Adds both edges; answers the signed uncertainty that their unknown course leaves. */
  #closeEdges(): number {
    const [first, last] = this.#edges();
    this.#energy.add(first.energy);
    this.#energy.add(last.energy);
    return first.u + last.u;
  }

  #edges(): readonly [ClosedEdge, ClosedEdge] {
    const start = {
      length: this.#firstAt - this.from + this.#mode.margin,
      inside: this.#first,
      outside: this.#before,
      distance: this.#firstAt - this.#beforeAt,
    };
    const end = {
      length: this.to + this.#mode.margin - this.#lastAt,
      inside: this.#last,
      outside: this.#after,
      distance: this.#afterAt - this.#lastAt,
    };
    const gaps = this.#gaps;
    if (this.#mode.timeConstant > 0) return [lagBegins(start, this.#mode, gaps), leftOver(end, 0, gaps)];
    if (this.#mode.stride > 0) return [leftOver(start, this.#mode.period, gaps), leftOver(end, 0, gaps)];
    const spread = this.#max - this.#min;
    if (this.#mode.newer !== 1) return [clamp(start, gaps, spread), clamp(end, gaps, spread)];
    const pure = Number.isNaN(this.#second) ? this.#first : this.#second;
    const after = Number.isNaN(this.#after) ? this.#last : this.#after;
    return [
      overlap(start.length, { mixed: this.#first, pure }, gaps),
      overlap(end.length, { mixed: after, pure: this.#last }, gaps),
    ];
  }
}
