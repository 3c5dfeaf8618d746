/** A value and its uncertainty as decimal text with the same last place; both are to be multiplied by 10^exponent. */
export interface RoundedPair {
  readonly value: string;
  readonly uncertainty: string;
  readonly exponent: number;
}

/** From these magnitudes on, and below this last place, plain decimals are harder to read than a power of ten. */
const LARGEST_PLAIN = 1e9;
const SMALLEST_PLACE = -9;

/** A negative number that rounds to zero is zero. */
const unsignedZero = (text: string): string => text.replace(/^-(?=0(?:\.0*)?$)/, "");

/** The decimal exponent of the first digit after rounding to `digits` digits: 0.0996 to two digits is 1.0e-1. */
function leadingExponent(x: number, digits: number): number {
  return Number(
    Math.abs(x)
      .toExponential(digits - 1)
      .split("e")[1],
  );
}

/** `x` as decimal text whose last digit stands at 10^place. */
function atPlace(x: number, place: number): string {
  if (place <= 0) return unsignedZero(x.toFixed(-place));
  const step = 10 ** place;
  return unsignedZero((Math.round(x / step) * step).toFixed(0));
}

/** Multiplies by 10^-exponent in two steps, so that the ends of the number range neither overflow nor vanish. */
function shifted(x: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return x / 10 ** half / 10 ** (exponent - half);
}

/** Rounds U to two significant digits, carries included (0.0996 is 0.10), and the value to the same place. Both finite, U >= 0. */
export function roundedPair(value: number, uncertainty: number): RoundedPair {
  if (uncertainty === 0) return { value: significant(value, 6), uncertainty: "0", exponent: 0 };
  const place = leadingExponent(uncertainty, 2) - 1;
  const magnitude = Math.max(Math.abs(value), uncertainty);
  if (magnitude < LARGEST_PLAIN && place >= SMALLEST_PLACE) {
    return { value: atPlace(value, place), uncertainty: atPlace(uncertainty, place), exponent: 0 };
  }
  const exponent = leadingExponent(magnitude, 15);
  // More places than a float64 has are noise: an uncertainty that small is printed with the digits there are.
  const scaledPlace = Math.max(place - exponent, -15);
  return {
    value: atPlace(shifted(value, exponent), scaledPlace),
    uncertainty: atPlace(shifted(uncertainty, exponent), scaledPlace),
    exponent,
  };
}

/** `x` to so many significant digits, without an exponent where that reads well: 1234.5 to three digits is 1235. */
export function significant(x: number, digits: number): string {
  if (x === 0) return "0";
  const exponent = leadingExponent(x, digits);
  if (exponent >= 9 || exponent < SMALLEST_PLACE) return unsignedZero(x.toExponential(digits - 1)).replace("e+", "e");
  return unsignedZero(x.toFixed(Math.max(0, digits - 1 - exponent)));
}
