/** What a column measures. */
export type Measure = "power" | "voltage" | "current" | "temperature";

const scales: Readonly<Record<Measure, Readonly<Record<string, number>>>> = {
  power: { W: 1, mW: 1e-3, uW: 1e-6, µW: 1e-6, μW: 1e-6, kW: 1e3 },
  current: { A: 1, mA: 1e-3 },
  voltage: { V: 1, mV: 1e-3 },
  temperature: { C: 1, "°C": 1, degC: 1 },
};

/** The units a measure may be given in, for people. */
export const unitsOf = (measure: Measure): string =>
  Object.keys(scales[measure])
    .filter((unit) => /^[\w°]+$/.test(unit))
    .join(", ");

/** What a unit multiplies by to be W, V, A or °C; undefined for a unit of another measure, and an unknown one. */
export const scaleOf = (measure: Measure, unit: string): number | undefined =>
  Object.hasOwn(scales[measure], unit) ? scales[measure][unit] : undefined;

/** What a unit measures. */
export const measureOf = (unit: string): Measure | undefined =>
  (Object.keys(scales) as Measure[]).find((measure) => scaleOf(measure, unit) !== undefined);

/** Units with a prefix, as programs end a name with them: `Pin_mW`, `pin_mw`. Taken for W they would be wrong unseen. */
const endings = ["mW", "uW", "kW", "mA", "mV"];
const ENDING = new RegExp(`^(.+)_(${[...endings, ...endings.map((unit) => unit.toLowerCase())].join("|")})$`, "s");

/** A column's heading without its unit, and the unit at its end: `Pin(mW)`, `Pin [mW]`, `Pin_mW`. */
export function splitUnit(heading: string): { readonly name: string; readonly unit?: string } {
  const [, bare, ending] = ENDING.exec(heading) ?? [];
  const known = endings.find((each) => each.toLowerCase() === ending?.toLowerCase());
  if (bare !== undefined && known !== undefined) return { name: bare, unit: known };
  const [, name = "", round, square] = /^(.*?)\s*(?:\(([^()]*)\)|\[([^[\]]*)\])$/s.exec(heading) ?? [];
  const unit = round ?? square;
  return unit === undefined || name === "" ? { name: heading } : { name, unit: unit.trim() };
}
