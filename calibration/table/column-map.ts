import { MeasurementError } from "../../src/core/error.js";
import { didYouMean } from "../../src/core/nearest.js";

/** Which column has which meaning: the column's name in the header, or `#3` for the third. */
export type ColumnMap<Meaning extends string = string> = ReadonlyMap<Meaning, string>;

/** What a column of a regulator's table may mean; powers in W, voltages in V, currents in A. */
export const regulatorMeanings = [
  ...(["vout", "iout", "pout", "pin", "vin", "iin"] as const),
  ...(["uVout", "uIout", "uPout", "uPin", "temperature", "step"] as const),
] as const;
/** One of `regulatorMeanings`. */
export type RegulatorMeaning = (typeof regulatorMeanings)[number];

/** What a column of a sensor's table may mean: both in one unit. */
export const sensorMeanings = ["sensor", "reference", "uSensor", "uReference", "temperature", "step"] as const;
/** One of `sensorMeanings`. */
export type SensorMeaning = (typeof sensorMeanings)[number];

/** The pairs of columns that tell a regulator's output; the third of the three follows from them. */
const outputs: readonly (readonly RegulatorMeaning[])[] = [
  ["vout", "iout"],
  ["vout", "pout"],
  ["iout", "pout"],
];
const REGULATOR_EXAMPLE = "vout=Vout,iout=Iout,pin=Pin";
const SENSOR_EXAMPLE = "sensor=A,reference=B";

/** The map of a regulator's table from its words, e.g. `vout=Vout,iout=Iout,pin=#5`. CONFIG when it cannot be used. */
export function regulatorMap(words: string): ColumnMap<RegulatorMeaning> {
  const map = parseMap(words, regulatorMeanings, REGULATOR_EXAMPLE);
  if (!map.has("pin")) {
    const powers = map.has("vin") && map.has("iin") ? "; vin x iin is not it where the current ripples" : "";
    throw unusable(`pin is missing: the power that goes into the regulator${powers}`, REGULATOR_EXAMPLE);
  }
  const given = ["vout", "iout", "pout"].filter((meaning) => map.has(meaning as RegulatorMeaning));
  if (!outputs.some((pair) => pair.join() === given.join()))
    throw unusable(
      `the output needs two of vout, iout and pout; it has ${given.join(", ") || "none"}`,
      REGULATOR_EXAMPLE,
    );
  const lonely = uncertaintyWithout(map, ["uVout", "uIout", "uPout", "uPin"]);
  if (lonely !== undefined)
    throw unusable(`${lonely} is the uncertainty of a column that is not named`, REGULATOR_EXAMPLE);
  return map;
}

/** The map of a sensor's table from its words, e.g. `sensor=A,reference=B`. CONFIG when it cannot be used. */
export function sensorMap(words: string): ColumnMap<SensorMeaning> {
  const map = parseMap(words, sensorMeanings, SENSOR_EXAMPLE);
  const missing = (["sensor", "reference"] as const).find((meaning) => !map.has(meaning));
  if (missing !== undefined) throw unusable(`${missing} is missing`, SENSOR_EXAMPLE);
  return map;
}

/** The first uncertainty whose own column is not in the map: `uPin` belongs to `pin`. */
const uncertaintyWithout = (map: ReadonlyMap<string, string>, uncertainties: readonly string[]): string | undefined =>
  uncertainties.find((name) => map.has(name) && !map.has(name.slice(1).toLowerCase()));

function parseMap<Meaning extends string>(
  words: string,
  meanings: readonly Meaning[],
  example: string,
): ColumnMap<Meaning> {
  const map = new Map<Meaning, string>();
  for (const word of words.split(",").map((each) => each.trim())) {
    const [, name = "", column = ""] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    const meaning = meanings.find((each) => each === name.trim());
    if (column.trim() === "") throw unusable(`${JSON.stringify(word.slice(0, 60))} is not MEANING=COLUMN`, example);
    if (meaning === undefined)
      throw unusable(
        `${JSON.stringify(name.trim())} is no meaning of a column${didYouMean(name, meanings)}`,
        example,
        meanings,
      );
    if (map.has(meaning)) throw unusable(`${meaning} is named twice`, example);
    map.set(meaning, column.trim());
  }
  return map;
}

const unusable = (problem: string, example: string, known?: readonly string[]): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `--map: ${problem}`,
    `${known === undefined ? "" : `Meanings are ${known.join(", ")}. `}Give e.g. --map ${example}; #3 names the third column`,
  );
