/** What should hold: a relation to a number in a unit. */
export interface Expectation {
  readonly relation: "=" | "<" | "<=" | ">" | ">=";
  readonly value: number;
  readonly unit: string;
  /** Of an equality: how far off still counts as equal, in the unit. */
  readonly within: number;
}

/** An instrument's clock steps and its own rounding are no deviation. */
const EQUAL = 0.01;
const grammar =
  /^\s*(?<relation><=|>=|<|>|=)?\s*(?<value>-?\d+(?:\.\d+)?)\s*(?<unit>[^\s\d±<>=]*)\s*(?:±\s*(?<within>\d+(?:\.\d+)?)\s*(?<share>%)?\s*(?<unit2>[^\s\d±<>=]*)\s*)?$/u;

/** Whether a text can be read as an expectation. */
export const isExpectation = (text: string): boolean => parseExpectation(text) !== undefined;

/** `690 MHz`, `690 MHz ± 5`, `690 MHz ± 2 %`, `<= 80 °C`; undefined for anything else. An equality is met within 1 % unless it says. */
export function parseExpectation(text: string): Expectation | undefined {
  const { relation = "=", value, unit = "", within, share, unit2 = "" } = grammar.exec(text)?.groups ?? {};
  if (value === undefined || (unit2 !== "" && unit2 !== unit)) return undefined;
  if (within !== undefined && relation !== "=") return undefined;
  const number = Number(value);
  const given = within === undefined ? undefined : Number(within) * (share === undefined ? 1 : Math.abs(number) / 100);
  return {
    relation: relation as Expectation["relation"],
    value: number,
    unit,
    within: given ?? EQUAL * Math.abs(number),
  };
}
