/** How an error is distributed where it is no bell curve: its half-width is root 3 or root 6 times its u. */
export type Shape = "rectangular" | "triangular";

/**
 * A number as an exact function of its sources, for Monte Carlo (measurement.md 2.5). Bound once to the places that the
 * sources have in a vector of deviations, each in standard uncertainties, and then evaluated for many such vectors.
 */
export type Model = (place: (id: string) => number) => (deviations: Float64Array) => number;

/**
 * A number with its uncertainty as named error sources (measurement.md 2.3): `sources` maps the id of an error to its
 * signed contribution, one standard uncertainty times the sensitivity. Adding results adds the maps entry by entry, so an
 * error that two numbers share (one meter, one curve) adds linearly and cancels in ratios by itself.
 */
export interface Quantity {
  readonly value: number;
  readonly sources: ReadonlyMap<string, number>;
  /** Degrees of freedom of those sources that were estimated from few observations; the others are known (infinite). */
  readonly dof: ReadonlyMap<string, number>;
  /** Of those sources that are not normal. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Absent where the number is linear in its sources: the value plus the contributions. */
  readonly model?: Model;
  /** The linear form is not to be trusted: a denominator's u_r is above 10 %, a curve is used near its bound (2.5). */
  readonly strained: boolean;
}
