import { Random } from "../../../src/core/random.js";
import type { Trace } from "../trace.js";

/** A load of levels, each held for its time, sampled by an instrument. */
export interface Stairs {
  readonly levels: readonly number[];
  readonly dwellS: readonly number[];
  readonly periodS: number;
  /** The samples show the load so much later. */
  readonly lagS?: number;
  /** Each sample is the mean of the span of this length before it. */
  readonly windowS?: number;
  /** Standard deviation of white noise. */
  readonly noise?: number;
  readonly seed?: number;
  /** Approaches every level with this time constant. */
  readonly settleS?: number;
  readonly startS?: number;
}

/** Its trace from the first level to the end of the last. */
export function stairs({ levels, dwellS, periodS, ...rest }: Stairs): Trace {
  const { lagS = 0, windowS = 0, noise = 0, seed = 1, settleS = 0, startS = 0 } = rest;
  const edges = edgesOf(dwellS);
  const indexAt = (t: number) =>
    Math.min(
      Math.max(
        edges.findLastIndex((edge) => t >= edge),
        0,
      ),
      levels.length - 1,
    );
  const valueAt = (t: number) => {
    const index = indexAt(t);
    const [now = 0, before = now] = [levels[index], levels[index - 1]];
    return settleS === 0 ? now : now + (before - now) * Math.exp(-(t - (edges[index] ?? 0)) / settleS);
  };
  const parts = windowS === 0 ? 1 : 20;
  const count = Math.floor(((edges.at(-1) ?? 0) - startS) / periodS);
  const random = new Random(seed);
  const at = Float64Array.from({ length: count }, (_, i) => Math.round((startS + i * periodS) * 1e9));
  const values = at.map((time) => {
    let sum = 0;
    for (let part = 0; part < parts; part++) sum += valueAt(time / 1e9 - lagS - ((part + 0.5) / parts) * windowS);
    return sum / parts + noise * random.normal();
  });
  return { at, values, periodS, windowS };
}

function edgesOf(dwellS: readonly number[]): readonly number[] {
  const edges = [0];
  for (const dwell of dwellS) edges.push((edges.at(-1) ?? 0) + dwell);
  return edges;
}
