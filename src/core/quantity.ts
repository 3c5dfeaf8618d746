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
}
