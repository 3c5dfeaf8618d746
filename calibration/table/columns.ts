import { MeasurementError } from "../../src/core/error.js";
import { didYouMean } from "../../src/core/nearest.js";
import type { ColumnMap } from "./column-map.js";
import type { Cells } from "./lines.js";
import { type Measure, measureOf, scaleOf, splitUnit, unitsOf } from "./units.js";

/** A column found in a table. */
export interface FoundColumn<Meaning> {
  readonly meaning: Meaning;
  readonly index: number;
  /** The unit its heading names; without one its numbers are taken as W, V, A or °C. */
  readonly unit: string | undefined;
  /** Where its heading stands, for messages. */
  readonly place: string;
}

/** Finds the columns of a map. CONFIG, with the names that are there, for one that is not. */
export function findColumns<Meaning extends string>(
  map: ColumnMap<Meaning>,
  cells: Cells,
  file: string,
): readonly FoundColumn<Meaning>[] {
  if (cells.width === 0)
    throw new MeasurementError("NO_DATA", `${file} is empty`, "Give a table with one row for each measured point");
  const names = cells.header?.names ?? [];
  const place = cells.header === undefined ? file : `${file}:${cells.header.line}`;
  return [...map].map(([meaning, wanted]) => {
    const index = indexOf(wanted, cells, place);
    const { unit } = splitUnit(names[index] ?? "");
    return { meaning, index, unit, place };
  });
}

function indexOf(wanted: string, { header, width }: Cells, place: string): number {
  const position = /^#(\d+)$/.exec(wanted)?.[1];
  if (position !== undefined) {
    const index = Number(position) - 1;
    if (index >= 0 && index < width) return index;
    throw notFound(`${place} has no column ${wanted}`, `Its columns are #1 to #${width}`);
  }
  if (header === undefined)
    throw notFound(
      `${place} does not name its columns`,
      `Name them by their place, #1 to #${width}, or write a header`,
    );
  const exact = matches(header.names, (name) => name === wanted);
  const found = exact.length > 0 ? exact : matches(header.names, (name) => splitUnit(name).name === wanted);
  const [index, another] = found;
  if (index === undefined) {
    const bare = header.names.map((name) => splitUnit(name).name);
    const listed = header.names
      .slice(0, 40)
      .map((name) => JSON.stringify(name))
      .join(", ")
      .slice(0, 600);
    throw notFound(`${place} has no column ${JSON.stringify(wanted)}${didYouMean(wanted, bare)}`, `It has ${listed}`);
  }
  if (another !== undefined)
    throw notFound(
      `${place} has several columns ${JSON.stringify(wanted)}`,
      `Name the one you mean by its place: ${found.map((each) => `#${each + 1}`).join(" or ")}`,
    );
  return index;
}

const matches = (names: readonly string[], fits: (name: string) => boolean): readonly number[] =>
  names.flatMap((name, index) => (fits(name) ? [index] : []));

const notFound = (problem: string, remedy: string) => new MeasurementError("CONFIG", problem, remedy);

/** What the numbers of a column multiply by to be W, V, A or °C. CONFIG for a unit that is not one of its measure. */
export function scaleOfColumn({ unit, place, meaning }: FoundColumn<string>, measure: Measure): number {
  const scale = unit === undefined ? 1 : scaleOf(measure, unit);
  if (scale !== undefined) return scale;
  throw new MeasurementError(
    "CONFIG",
    `${place}: the column of ${meaning} is in ${JSON.stringify(unit)}, which is no unit of ${measure} known here`,
    `Give its numbers in one of ${unitsOf(measure)}, and name that in the header`,
  );
}

/**
 * What two columns that are compared measure, by the units of their headings; undefined when neither names one. CONFIG
 * when they measure different things.
 */
export function commonMeasure(columns: readonly FoundColumn<string>[]): Measure | undefined {
  const measures = columns.map(({ unit, place, meaning }) => {
    const measure = unit === undefined ? undefined : measureOf(unit);
    if (unit !== undefined && measure === undefined)
      throw new MeasurementError(
        "CONFIG",
        `${place}: the column of ${meaning} is in ${JSON.stringify(unit)}, a unit not known here`,
        `Known are ${(["power", "voltage", "current"] as const).map(unitsOf).join("; ")}`,
      );
    return measure;
  });
  const [measure, other] = [...new Set(measures.filter((each) => each !== undefined))];
  if (other === undefined) return measure;
  throw new MeasurementError(
    "CONFIG",
    `${columns[0]?.place}: ${columns.map(({ meaning }) => meaning).join(" and ")} do not measure the same: ${measure}, ${other}`,
    "Map columns of one quantity",
  );
}
