import { type Interval, interval, limitsOf, quotient } from "./rounding.js";
import { type Cell, cellOf, steps } from "./tables.js";

/** A ratio of two systems that the paper's text names. */
export interface Claim {
  readonly what: string;
  /** Of img/s, or of img/s/W. */
  readonly of: "performance" | "efficiency";
  readonly numerator: Cell;
  readonly denominator: Cell;
  /** As the text has it, to one decimal. */
  readonly printed: number;
}

/** A claim beside what the printed tables give. */
export interface CheckedClaim extends Claim {
  readonly ratio: number;
  /** Every ratio that the roundings of the printed inputs allow. */
  readonly interval: Interval;
  /** `rounded` and `truncated`: how the printed figure comes of the ratio; `possible`: within the roundings only. */
  readonly agreement: "rounded" | "truncated" | "possible" | "impossible";
  /** Whether some ratio within the interval rounds to what is printed. */
  readonly feasible: boolean;
}

const claim = (of: Claim["of"], printed: number, numerator: string, denominator: string): Claim => ({
  what: `${of}, ${numerator} over ${denominator}`,
  of,
  printed,
  numerator: cellOf(numerator),
  denominator: cellOf(denominator),
});

/** Titan X 5.3 to 6.7 times as fast as the Xeon, 3.6 to 4.4 times as efficient; TX1 10.5 and 11.7 times the i7. */
const claims: readonly Claim[] = [
  claim("performance", 5.3, "T2 Titan X FP32 b1", "T2 Xeon E5-2698 v3 FP32 b1"),
  claim("performance", 6.7, "T2 Titan X FP32 b128", "T2 Xeon E5-2698 v3 FP32 b48"),
  claim("efficiency", 3.6, "T2 Titan X FP32 b1", "T2 Xeon E5-2698 v3 FP32 b1"),
  claim("efficiency", 4.4, "T2 Titan X FP32 b128", "T2 Xeon E5-2698 v3 FP32 b48"),
  claim("efficiency", 10.5, "T1 Tegra X1 FP16 b1", "T1 Core i7-6700K FP32 b1"),
  claim("efficiency", 11.7, "T1 Tegra X1 FP16 b128", "T1 Core i7-6700K FP32 b48"),
];

/** Every ratio of the paper's text beside what its printed tables give. */
export const checkedClaims = (): readonly CheckedClaim[] => claims.map(checked);

function checked(given: Claim): CheckedClaim {
  const { of, numerator, denominator, printed } = given;
  const images = (cell: Cell): Interval => limitsOf(cell.imagesPerSecond, steps.imagesPerSecond);
  const limits = of === "performance" ? images : interval;
  const value = ({ imagesPerSecond, powerW }: Cell) => imagesPerSecond / (of === "performance" ? 1 : powerW);
  const ratio = value(numerator) / value(denominator);
  const range = quotient(limits(numerator), limits(denominator));
  const rounding = limitsOf(printed, steps.printed);
  const feasible = range.low < rounding.high && range.high > rounding.low;
  return { ...given, ratio, interval: range, feasible, agreement: agreementOf(ratio, printed, feasible) };
}

function agreementOf(ratio: number, printed: number, feasible: boolean): CheckedClaim["agreement"] {
  const { low, high } = limitsOf(printed, steps.printed);
  if (ratio >= low && ratio < high) return "rounded";
  if (ratio >= printed && ratio < printed + steps.printed) return "truncated";
  return feasible ? "possible" : "impossible";
}
