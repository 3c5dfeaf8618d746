import type { Load } from "./load.js";
import { responseTo, type Sight } from "./response.js";
import type { Trace } from "./trace.js";

/** The least squares of a trace on low + (high - low) times what a sensor of this sight shows of a load. */
export interface Fitted {
  /** Sum of squared residuals. */
  readonly sse: number;
  /** Power without load. */
  readonly low: number;
  /** Power with full load. */
  readonly high: number;
}

/** How badly a trace is explained by a load seen through a sensor; gaps of the trace do not count. */
export class Misfit {
  readonly load: Load;
  readonly trace: Trace;
  readonly #mean: number;
  /** Sum of squares around the mean: the misfit of no response at all. */
  readonly total: number;

  constructor(trace: Trace, load: Load) {
    const isThere = (_: number, i: number) => Number.isFinite(trace.value[i]) && Number.isFinite(trace.atS[i]);
    const whole = trace.value.every(isThere);
    this.trace = whole ? trace : { atS: trace.atS.filter(isThere), value: trace.value.filter(isThere) };
    this.load = load;
    this.#mean = this.trace.value.reduce((sum, value) => sum + value, 0) / this.count;
    this.total = this.trace.value.reduce((sum, value) => sum + (value - this.#mean) ** 2, 0);
  }

  get count(): number {
    return this.trace.value.length;
  }

  /** The same of every so many-th sample only, so that no more than `most` are left. */
  thinned(most: number): Misfit {
    const every = Math.ceil(this.count / most);
    if (every <= 1) return this;
    const thin = (column: Float64Array) => column.filter((_, i) => i % every === 0);
    return new Misfit({ atS: thin(this.trace.atS), value: thin(this.trace.value) }, this.load);
  }

  /** The sum of squared residuals alone. */
  of(sight: Sight): number {
    return this.fit(sight).sse;
  }

  /** The fit; power that falls under load is no response. */
  fit(sight: Sight): Fitted {
    const share = responseTo(this.load, sight);
    const { atS, value } = this.trace;
    let [sum, squares, products] = [0, 0, 0];
    for (let i = 0; i < atS.length; i++) {
      const x = share(atS[i] ?? 0);
      sum += x;
      squares += x * x;
      products += x * ((value[i] ?? 0) - this.#mean);
    }
    const spread = squares - (sum * sum) / this.count;
    if (!(spread > 1e-9 * this.count) || products <= 0) return { sse: this.total, low: this.#mean, high: this.#mean };
    const slope = products / spread;
    const low = this.#mean - (slope * sum) / this.count;
    return { sse: Math.max(0, this.total - slope * products), low, high: low + slope };
  }
}
