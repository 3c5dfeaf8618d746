import type { Seconds } from "../core/units.js";

/** Serial adapters hand over what they have every 16 ms unless told otherwise (measurement.md 3.2). */
const FLUSH_S: Seconds = 16e-3;
/** Arrivals closer than this came in one transfer. */
const SAME_TRANSFER_S: Seconds = 0.5e-3;
const FEWEST = 32;
/** A group is this long at most: the timer's crystal and ours drift apart. */
const GROUP = 256;
/** Length of the mean phasor: arrivals on the comb, stamps not. */
const ON_COMB = 0.9;
const OFF_COMB = 0.5;

/** Looks whether arrivals stand on the teeth of a flush timer's comb while the stamps themselves do not. */
export class FlushComb {
  #last = Number.NEGATIVE_INFINITY;
  #transfers = 0;
  #arrivals = [0, 0];
  #stamps = [0, 0];
  #on = 0;
  #groups = 0;

  /** Takes a stamp and its arrival. */
  push(device: Seconds, host: Seconds): void {
    if (host - this.#last >= SAME_TRANSFER_S) {
      this.#last = host;
      add(this.#arrivals, host);
      add(this.#stamps, device);
      if (++this.#transfers === GROUP) this.#judge();
    }
  }

  /** The period of the flush timer; undefined when there is none to be seen. */
  get period(): Seconds | undefined {
    const open = this.#transfers >= FEWEST && this.#groups === 0;
    const on = this.#on + Number(open && this.#isOn());
    return on > (this.#groups + Number(open)) / 2 ? FLUSH_S : undefined;
  }

  #judge(): void {
    this.#on += Number(this.#isOn());
    this.#groups++;
    this.#transfers = 0;
    this.#arrivals = [0, 0];
    this.#stamps = [0, 0];
  }

  #isOn(): boolean {
    const share = ([real = 0, imaginary = 0]: readonly number[]) => Math.hypot(real, imaginary) / this.#transfers;
    return share(this.#arrivals) >= ON_COMB && share(this.#stamps) <= OFF_COMB;
  }
}

function add(phasor: number[], at: Seconds): void {
  const angle = (2 * Math.PI * (at % FLUSH_S)) / FLUSH_S;
  phasor[0] = (phasor[0] ?? 0) + Math.cos(angle);
  phasor[1] = (phasor[1] ?? 0) + Math.sin(angle);
}
