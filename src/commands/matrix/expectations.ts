import { type Expectation, parseExpectation } from "../../config/expectation.js";
import type { ConditionQuantity } from "../../core/condition.js";
import type { MatrixExpectation } from "../../core/matrix.js";
import type { ConditionResult } from "../../core/result.js";

/** Short words for what most instruments tell. */
const quantities: Readonly<Record<string, ConditionQuantity>> = {
  clock: "frequency",
  temperature: "temperature",
  utilization: "utilization",
  limit: "power-limit",
};

/**
 * What a plan says should hold, against what instruments told while the work was done. It holds if it held for every
 * sample of every condition that its word names; where none tells, nobody knows: null, and never a guess.
 */
export const expectationsOf = (
  expected: Readonly<Record<string, string>>,
  conditions: readonly ConditionResult[],
): readonly MatrixExpectation[] =>
  Object.entries(expected).map(([what, text]) => {
    const expectation = parseExpectation(text);
    const told = namedBy(what, conditions).filter(({ samples, unit }) => samples > 0 && unit === expectation?.unit);
    if (expectation === undefined || told.length === 0) return { what, expected: text, found: null, met: null };
    return {
      what,
      expected: text,
      found: told.map(foundText).join("; "),
      met: told.every((condition) => holds(expectation, condition)),
    };
  });

/** Those of that name, by whichever device; else those whose name begins so; else, for a short word, the first of its quantity. */
function namedBy(what: string, conditions: readonly ConditionResult[]): readonly ConditionResult[] {
  const named = conditions.filter(({ name }) => name === what || name.endsWith(`.${what}`));
  if (named.length > 0) return named;
  const quantity = quantities[what];
  if (quantity === undefined) return [];
  // a device tells its own clock before its memory's
  const first = new Map<string, ConditionResult>();
  for (const condition of conditions.filter((one) => one.quantity === quantity)) {
    const device = `${condition.probe} ${condition.name.split(".")[0]}`;
    if (!first.has(device)) first.set(device, condition);
  }
  return [...first.values()];
}

function holds({ relation, value, within }: Expectation, { min, max }: ConditionResult): boolean {
  if (min === null || max === null) return false;
  switch (relation) {
    case "=":
      return Math.abs(min - value) <= within && Math.abs(max - value) <= within;
    case "<":
      return max < value;
    case "<=":
      return max <= value;
    case ">":
      return min > value;
    case ">=":
      return min >= value;
  }
}

const foundText = ({ name, min, max, mean, unit }: ConditionResult): string =>
  min === max || mean === null ? `${name} ${min} ${unit}` : `${name} ${round(mean)} ${unit} (${min} to ${max})`;

const round = (value: number): number => Number(value.toPrecision(4));
