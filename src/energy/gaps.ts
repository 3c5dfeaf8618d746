import { NANOS_PER_SECOND } from "../core/units.js";

const SILENT_PERIODS = 3;
const COVERED_PERIODS = 1.5;
const BRIDGE_SHARE = 0.05;
const BRIDGE_NS = NANOS_PER_SECOND;

/** What is done about a gap: nothing worth a word, interpolated and flagged, or left out. */
export type GapKind = "silent" | "bridged" | "open";

/** Keeps account of the gaps of one rail in one window by the policy of measurement.md 4.3. Times in ns, powers in W. */
export class GapBook {
  readonly #period: number;
  readonly #duration: number;
  #lost = 0;
  #longest = 0;
  #open = 0;
  #dark = 0;
  #bridged = 0;
  #jumps = 0;
  #jumpLengths = 0;
  #lengths = 0;

  constructor(period: number, duration: number) {
    this.#period = period;
    this.#duration = duration;
  }

  /**
   * Enters a gap across which the power changed by `jumpW`, and says what to do about it. `bracketed`: there is a sample
   * on both sides of it.
   */
  enter(gap: number, jumpW: number, bracketed = true): GapKind {
    this.known(gap);
    this.#lost += Math.max(0, gap - COVERED_PERIODS * this.#period);
    if (gap <= SILENT_PERIODS * this.#period) return "silent";
    if (gap > BRIDGE_NS || gap >= BRIDGE_SHARE * this.#duration) {
      this.#open += gap;
      if (gap > BRIDGE_NS || !bracketed) this.#dark += gap;
      return "open";
    }
    const jump = (Math.abs(jumpW) * gap) / Math.sqrt(12);
    this.#bridged++;
    this.#jumps += jump * jump;
    this.#jumpLengths += jump * gap;
    this.#lengths += gap * gap;
    return "bridged";
  }

  /** Enters a gap that must not be bridged however short, such as a reset or a window without samples. */
  refuse(gap: number): void {
    this.known(gap);
    this.#lost += gap;
    this.#open += gap;
    if (gap > BRIDGE_NS) this.#dark += gap;
  }

  /** Enters a gap whose energy is known all the same, as between two readings of a counter. */
  known(gap: number): void {
    if (gap > this.#longest) this.#longest = gap;
  }

  get longestS(): number {
    return this.#longest / NANOS_PER_SECOND;
  }

  get openS(): number {
    return this.#open / NANOS_PER_SECOND;
  }

  get darkS(): number {
    return this.#dark / NANOS_PER_SECOND;
  }

  get bridged(): number {
    return this.#bridged;
  }

  /** Share of the window that samples account for. */
  get coverage(): number {
    return this.#duration > 0 ? Math.max(0, 1 - this.#lost / this.#duration) : 0;
  }

  /** u of the bridged gaps (J): |P_after - P_before| gap/sqrt12 + s gap each, independent of one another. */
  bridgedU(scatterW: number): number {
    const square = this.#jumps + 2 * scatterW * this.#jumpLengths + scatterW ** 2 * this.#lengths;
    return Math.sqrt(square) / NANOS_PER_SECOND;
  }
}
