import type { Seconds } from "../core/units.js";
import { HullClock } from "./hull.js";
import { StampBin } from "./stamp-bins.js";

/**
 * Why a stretch of stamps does not continue the one before: the count went back (the device was reset, or bytes were
 * lost), it fell behind for good (stamps were lost that it did not count), or it leapt ahead (its clock was set).
 */
export type SegmentBegin = "first" | "went-back" | "fell-behind" | "leapt-ahead";

/** Stamps by one clock that was neither reset nor set, from that of index `first` on. */
export class ClockSegment {
  readonly begin: SegmentBegin;
  readonly first: number;
  readonly clock = new HullClock();
  /** The device's times of its first and last stamp. */
  from: Seconds = Number.NaN;
  to: Seconds = Number.NaN;

  constructor(begin: SegmentBegin, first: number) {
    this.begin = begin;
    this.first = first;
  }

  /** Takes the stamps of a bin. */
  take(bin: StampBin): void {
    const [device, host] = bin.columns;
    this.clock.push(device, host);
    if (Number.isNaN(this.from)) this.from = device[0] ?? Number.NaN;
    this.to = device.at(-1) ?? this.to;
  }
}

/** No delay makes stamps this much earlier than all before. */
const LEAP_S: Seconds = 1;
const LEAP_RATE = 1e-3;
/** All arrivals of so many bins are this far from the line, by as much as each other: the clock was set. */
const STEP_S: Seconds = 0.02;
const STEP_BINS = 3;
/** Bins before a step that must have lain flat; before that a line is not yet known. */
const FLAT_BINS = 5;
/** Arrivals that come faster than this, against their stamps, were held up: their delay says nothing of the clock. */
const LEAST_PACE = 0.5;
/** A clock that is reset this often is none. */
const MOST_SEGMENTS = 1000;

/** Cuts the stamps of a device where its clock was reset or set, with a hull for each segment, as they come. */
export class ClockSegments {
  readonly list: ClockSegment[] = [];
  /** The longest that nothing arrived. */
  longestPause: Seconds = 0;
  #waiting: StampBin[] = [];
  #bin = new StampBin();
  #settled = new StampBin();
  #last = Number.NEGATIVE_INFINITY;
  #lastHost = Number.NaN;
  #floor = Number.POSITIVE_INFINITY;
  #floorAt = 0;
  /** How far the last bins' earliest arrivals lay above the line. */
  #above: number[] = [];
  #line: ((device: Seconds) => Seconds) | undefined;

  /** Whether it is a clock at all. */
  get isClock(): boolean {
    return this.list.length <= MOST_SEGMENTS;
  }

  /** Takes the stamp of an index and its arrival; those that are no numbers are passed over. */
  push(index: number, device: Seconds, host: Seconds): void {
    if (!Number.isFinite(device - host) || !this.isClock) return;
    if (host - this.#lastHost > this.longestPause) this.longestPause = host - this.#lastHost;
    this.#lastHost = host;
    const delay = host - device;
    if (this.list.length === 0) this.#begin("first", index);
    else if (device < this.#last) this.#cut("went-back", index);
    else if (delay < this.#floor - LEAP_S - LEAP_RATE * (device - this.#floorAt)) this.#cut("leapt-ahead", index);
    else if (this.#bin.isFull(device)) this.#close();
    this.#last = device;
    if (delay < this.#floor) {
      this.#floor = delay;
      this.#floorAt = device;
    }
    this.#bin.push(index, device, host);
  }

  /** No more stamps come. */
  end(): void {
    for (const bin of [...this.#waiting, this.#bin]) this.#settle(bin);
    this.#waiting = [];
    this.#bin = new StampBin();
  }

  #cut(begin: SegmentBegin, index: number): void {
    this.end();
    this.#begin(begin, index);
  }

  #begin(begin: SegmentBegin, first: number): void {
    this.list.push(new ClockSegment(begin, first));
    this.#bin = new StampBin();
    this.#floor = Number.POSITIVE_INFINITY;
    this.#above = [];
    this.#line = undefined;
  }

  /** A bin is full: what is known to continue the segment goes into its hull. */
  #close(): void {
    const waiting = [...this.#waiting, this.#bin];
    const step = this.#stepIn(waiting);
    if (step !== undefined) this.#begin(step.begin, step.first);
    const open = step === undefined ? STEP_BINS - 1 : 0;
    while (waiting.length > open) this.#settle(waiting.shift() ?? new StampBin());
    this.#waiting = waiting;
    this.#bin = new StampBin();
  }

  #settle(bin: StampBin): void {
    const segment = this.list.at(-1);
    if (segment === undefined || bin.size === 0) return;
    segment.take(bin);
    this.#settled = bin;
    const mapping = segment.clock.fit();
    this.#line = mapping && ((device) => mapping.host(device));
    this.#above = [
      ...this.#above.slice(1 - FLAT_BINS),
      this.#line === undefined ? Number.NaN : bin.leastAbove(this.#line),
    ];
  }

  /** Whether the bins that wait all lie off the line by as much, what that is, and the index of the first stamp that does. */
  #stepIn(bins: readonly StampBin[]): Pick<ClockSegment, "begin" | "first"> | undefined {
    const line = this.#line;
    const flat = this.#above.length === FLAT_BINS && spreadOf(this.#above) < STEP_S / 2;
    if (bins.length < STEP_BINS || line === undefined || !flat) return undefined;
    const offs = bins.map((bin) => bin.leastAbove(line));
    if (spreadOf(offs) >= STEP_S / 2 || bins.some(({ pace }) => pace < LEAST_PACE)) return undefined;
    const [off = 0] = offs;
    const [oldest, between] = [bins[0] ?? this.#bin, (device: Seconds) => line(device) + off / 2];
    const start = oldest.firstBelow(() => Number.POSITIVE_INFINITY) ?? 0;
    // the bin in which it happened has the earliest arrivals of both sides: when it fell behind it was the last that was settled
    if (offs.every((each) => each > STEP_S))
      return { begin: "fell-behind", first: this.#settled.afterBelow(between) ?? start };
    if (!offs.every((each) => each < -STEP_S)) return undefined;
    return { begin: "leapt-ahead", first: oldest.firstBelow(between) ?? start };
  }
}

const spreadOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
