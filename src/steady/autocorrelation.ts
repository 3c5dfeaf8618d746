import { meanAndSd } from "../core/stats.js";

/** The mean of a series that remembers, and how well it is known. */
export interface CorrelatedMean {
  readonly mean: number;
  /** Standard uncertainty of the mean. */
  readonly u: number;
  /** As many independent values would tell as much. */
  readonly effective: number;
  /** Values to an independent one. */
  readonly tau: number;
}

/**
 * Mean with u = sd/root(n_eff), n_eff = n/tau, tau = 1 + 2 sum rho_k, the sum over pairs of lags as long as they are
 * positive (Geyer's initial positive sequence, measurement.md 5.3). NaN of fewer than two values.
 */
export function correlatedMean(values: ArrayLike<number>): CorrelatedMean {
  const n = values.length;
  const { mean, sd } = meanAndSd(values);
  const tau = Math.min(n, Math.max(1 / n, correlationTime(values, mean)));
  const effective = n / tau;
  return { mean, u: n < 2 ? Number.NaN : sd / Math.sqrt(effective), effective, tau };
}

function correlationTime(values: ArrayLike<number>, mean: number): number {
  const n = values.length;
  const at = (lag: number) => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += ((values[i] ?? 0) - mean) * ((values[i - lag] ?? 0) - mean);
    return sum;
  };
  const own = at(0);
  if (own <= 0) return 1;
  let sum = 0;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = at(lag) + at(lag + 1);
    if (pair <= 0) break;
    sum += pair;
  }
  // the pairs hold rho_0 once, and tau is one less than twice their sum
  return (2 * sum) / own - 1;
}
