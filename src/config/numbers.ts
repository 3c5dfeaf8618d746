import { MeasurementError } from "../core/error.js";
import { type Limits, limitsText, within } from "./limits.js";

/** Decimal digits with an optional fraction and exponent; no hexadecimal, no `Infinity`, no empty text. */
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** How much of a mistyped value is repeated to the user. */
const SHOWN = 40;

/**
 * The number in a flag's value, e.g. `positiveNumber("--rate", "100", limits.rate)`.
 * Throws CONFIG for text that is no decimal number and for numbers outside the limits, and says the limits.
 */
export function positiveNumber(flag: string, text: string, allowed: Limits): number {
  const trimmed = text.trim();
  const value = decimal.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (within(value, allowed)) return value;
  const shown = JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  const why = Number.isNaN(value) ? `${shown} is not a number` : `${shown} is not`;
  throw new MeasurementError(
    "CONFIG",
    `${flag} must be ${limitsText(allowed)}; ${why}`,
    `Give ${flag} ${limitsText(allowed)}, e.g. ${flag} ${example(allowed)}`,
  );
}

/** A value that people use and the limits allow. */
function example(allowed: Limits): number {
  return [100, 10, 3, 1].find((value) => within(value, allowed)) ?? allowed.min;
}
