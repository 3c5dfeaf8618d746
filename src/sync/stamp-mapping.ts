import type { Seconds } from "../core/units.js";
import type { FloorLine } from "./floor-line.js";

/** What was seen of the stamps besides their lines. */
export interface StampsSeen {
  readonly taken: number;
  readonly rejected: number;
  readonly mostHiddenDelay?: Seconds | undefined;
  readonly flushPeriod?: Seconds | undefined;
}

/** From a device's clock to the host's: the lines of its spans, joined at their middles. */
export class StampMapping {
  readonly lines: readonly FloorLine[];
  readonly taken: number;
  /** Pairs that were not numbers, or out of order, or seconds before anything can arrive. */
  readonly rejected: number;
  /** Period of an adapter's flush timer that arrivals betray; offsets are late by up to that much. */
  readonly flushPeriod: Seconds | undefined;
  /**
   * Half of what the link's least delay can be, rectangular; undefined when nobody said. It is no part of the other
   * uncertainties: mapped instants are late by the least delay, and no stamp shows by how much.
   */
  readonly hiddenDelayWithin: Seconds | undefined;

  /** Of one line: what every instant lies around, made once for speed. */
  readonly #only: readonly [FloorLine, FloorLine] | undefined;

  constructor(lines: readonly FloorLine[], seen: StampsSeen) {
    this.lines = lines;
    const [line] = lines;
    this.#only = line !== undefined && lines.length === 1 ? [line, line] : undefined;
    this.taken = seen.taken;
    this.rejected = seen.rejected;
    this.flushPeriod = seen.flushPeriod;
    this.hiddenDelayWithin = seen.mostHiddenDelay === undefined ? undefined : seen.mostHiddenDelay / 2;
  }

  /** Stamps that lay too early for an arrival. */
  get early(): number {
    return Math.max(...this.lines.map(({ early }) => early));
  }

  /** The host's time of an instant of the device, late by the least delay; NaN for what is no instant. */
  host(device: Seconds): Seconds {
    const [before, after] = this.#around(device);
    if (before === after) return device + before.offset + before.skew * (device - before.middle);
    const share = (device - before.middle) / (after.middle - before.middle);
    return device + before.offset + share * (after.offset - before.offset);
  }

  /** The device's time of an instant of the host, to the microsecond: the lines are nearly of slope one. */
  device(host: Seconds): Seconds {
    let device = host - (this.lines[0] as FloorLine).offset;
    for (let step = 0; step < 3; step++) device += host - this.host(device);
    return device;
  }

  /** Standard uncertainty of the host's time of an instant, the hidden delay left out. */
  within(device: Seconds): Seconds {
    const [before, after] = this.#around(device);
    const near = Math.abs(device - before.middle) < Math.abs(device - after.middle) ? before : after;
    return Math.hypot(near.offsetWithin, near.skewWithin * (device - near.middle));
  }

  /** The lines whose middles lie around an instant; beyond the first and last middle that line twice. */
  #around(device: Seconds): readonly [FloorLine, FloorLine] {
    if (this.#only !== undefined) return this.#only;
    let [low, high] = [0, this.lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lines[middle] as FloorLine).middle <= device) low = middle + 1;
      else high = middle;
    }
    const after = (this.lines[low] ?? this.lines.at(-1)) as FloorLine;
    return [this.lines[low - 1] ?? after, after];
  }
}
