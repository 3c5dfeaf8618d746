import type { Compared } from "../../core/matrix-comparison.js";
import type { Figure } from "../../core/result.js";
import { figureText, MISSING } from "../number.js";

/** A number whose unit stands in the column's title. */
export const numberText = (figure: Figure | null): string => (figure === null ? MISSING : figureText(figure, ""));

/** `+3.1 ± 1.2 %`: a relative deviation. */
export function deviationText({ value: deviation }: Compared): string {
  if (deviation === null) return MISSING;
  const text = figureText({ value: 100 * deviation.value, U95: 100 * deviation.U95 }, "%");
  return text.startsWith("-") || text === MISSING ? text : `+${text}`;
}
