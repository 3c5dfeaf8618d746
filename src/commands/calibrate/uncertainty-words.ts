import { MeasurementError } from "../../core/error.js";

/** A standard uncertainty as a user writes it: `absolute` in the SI unit, plus `relative` times what is measured. */
export interface StatedUncertainty {
  readonly absolute: number;
  readonly relative: number;
}

const prefixes: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e-3, u: 1e-6, µ: 1e-6, μ: 1e-6, n: 1e-9 };
const term = /^((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(\D.*|)$/;
/** As `term`, but anywhere: a sum is cut at a plus that does not belong to an exponent. */
const plus = /(?<![eE])\+/;
const LONGEST = 100;

/**
 * `0.1%`, `20mA`, `20 mA + 0.3 %`: the sum of a part of the reading and a part that is the same at every reading, as
 * instruments state it. `unit` is W, A or V. Throws CONFIG for anything else, and where nothing above zero is left.
 */
export function parseUncertainty(flag: string, words: string, unit: "W" | "A" | "V"): StatedUncertainty {
  if (words.length > LONGEST) throw unusable(flag, words, unit);
  let [absolute, relative] = [0, 0];
  for (const part of words.split(plus)) {
    const [, digits, of = ""] = term.exec(part.trim()) ?? [];
    const scale = of.endsWith(unit) ? prefixes[of.slice(0, -unit.length)] : undefined;
    if (digits !== undefined && of === "%") relative += Number(digits) / 100;
    else if (digits !== undefined && scale !== undefined) absolute += Number(digits) * scale;
    else throw unusable(flag, words, unit);
  }
  if (!(absolute + relative > 0 && Number.isFinite(absolute) && relative < 1)) throw unusable(flag, words, unit);
  return { absolute, relative };
}

/** A gain's uncertainty, which is a share alone: `0.1%`. Throws CONFIG for anything else. */
export function parseShare(flag: string, words: string): number {
  const { absolute, relative } = parseUncertainty(flag, words, "W");
  if (absolute === 0) return relative;
  throw new MeasurementError("CONFIG", `${flag} ${JSON.stringify(words)} is no share`, `Write it as e.g. ${flag} 0.1%`);
}

const unusable = (flag: string, words: string, unit: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${flag} ${JSON.stringify(words.slice(0, 40))} is no standard uncertainty`,
    `Write a share of the reading, a number of ${unit}, or their sum: ${flag} 0.3%, ${flag} 20m${unit}, ${flag} 20m${unit}+0.3%`,
  );

/** The standard uncertainty of each reading. */
export const uncertaintiesOf = (readings: Float64Array, { absolute, relative }: StatedUncertainty): Float64Array =>
  readings.map((reading) => absolute + relative * Math.abs(reading));

/** `20 mA + 0.3 %` again, for people. */
export function uncertaintyText({ absolute, relative }: StatedUncertainty, unit: string): string {
  const parts = [
    ...(absolute > 0 ? [`${Number(absolute.toPrecision(3))} ${unit}`] : []),
    ...(relative > 0 ? [`${Number((100 * relative).toPrecision(3))} %`] : []),
  ];
  return parts.join(" + ");
}
