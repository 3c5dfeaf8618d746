/** From here on Stirling's series is exact to the last digits. */
export const STIRLING = 15;

/** Logarithm of the gamma function for x > 0: Stirling's series (DLMF 5.11.1), after x is brought to where it is exact. */
export function logGamma(x: number): number {
  let [shifted, product] = [x, 1];
  for (; shifted < STIRLING; shifted++) product *= shifted;
  const leading = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI);
  return leading + stirlingTail(shifted) - Math.log(product);
}

/** What Stirling's series adds to its leading terms. */
export function stirlingTail(x: number): number {
  const square = 1 / (x * x);
  return (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / x;
}
