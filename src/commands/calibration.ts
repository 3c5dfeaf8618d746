import { type CalibrationChoice, parseCalibrationWord } from "../config/calibration-word.js";
import { MeasurementError } from "../core/error.js";
import { type Point, points } from "../core/rail.js";
import type { ChosenCurve } from "../correct/assign-curves.js";
import type { Same } from "../energy/agreement.js";
import type { Context } from "./context.js";
import { packageFolder } from "./package-folder.js";
import { parseSameWord } from "./same-power.js";

/** Which curves correct a recording, whole, and how they may be used. */
export interface Calibration {
  readonly curves: readonly ChosenCurve[];
  /** Where every rail is to be; without it each is where its curves lead. */
  readonly point?: Point | undefined;
  readonly allowExtrapolation: boolean;
  /** Rails and totals that are known to watch the same power, beside those that say so of themselves. */
  readonly same?: readonly Same[] | undefined;
}

/** What the command line or the configuration says of it; what it leaves out is as the recording has it. */
export type CalibrationRequest = Partial<Calibration>;

/** Flags of every verb that reports. */
export interface CalibrationFlags {
  readonly calibration?: readonly string[];
  readonly point?: string;
  readonly allowExtrapolation?: boolean;
  readonly same?: readonly string[];
}

/** No curve at all, where a curve is asked for. */
export const RAW = "none";

/** Reads the curves that flags name, or else the configuration. Throws CONFIG or UNKNOWN_NAME before anything is measured. */
export async function readCalibration(
  { calibration, point, allowExtrapolation, same }: CalibrationFlags,
  configured: readonly CalibrationChoice[] | undefined,
  context: Pick<Context, "cwd">,
): Promise<CalibrationRequest> {
  const choices = calibration === undefined ? configured : choicesOf(calibration);
  const curves = choices && (await readCurves(choices, context));
  return {
    ...(curves !== undefined && { curves }),
    ...(point !== undefined && { point: pointOf(point) }),
    ...(allowExtrapolation === true && { allowExtrapolation }),
    ...(same !== undefined && { same: same.map(parseSameWord) }),
  };
}

function choicesOf(words: readonly string[]): readonly CalibrationChoice[] {
  if (!words.includes(RAW)) return words.map((word) => parseCalibrationWord(word));
  if (words.length === 1) return [];
  throw new MeasurementError(
    "CONFIG",
    `--calibration ${RAW} stands for no curve at all, and there are others beside it`,
    `Leave --calibration ${RAW} away, or the others`,
  );
}

/** Curves as they are chosen, each read from its file. */
async function readCurves(
  choices: readonly CalibrationChoice[],
  { cwd }: Pick<Context, "cwd">,
): Promise<readonly ChosenCurve[]> {
  if (choices.length === 0) return [];
  // the YAML and schema libraries are loaded where a curve is, and nowhere else
  const { curveOf } = await import("../config/resolve-curve.js");
  const places = { cwd, home: packageFolder() };
  return choices.map(({ curve, probe, rail, where }) => ({
    curve: placed(where, () => curveOf(curve, places)),
    probe,
    rail,
  }));
}

/** An error in a configuration says where the curve was named. */
function placed<T>(where: string | undefined, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (where === undefined || !(error instanceof MeasurementError)) throw error;
    throw new MeasurementError(error.code, `${where}: ${error.message}`, error.remedy, { cause: error });
  }
}

function pointOf(word: string): Point {
  const found = points.find((point) => point === word);
  if (found !== undefined) return found;
  throw new MeasurementError("CONFIG", `--point ${word} is no point`, `The points are: ${points.join(", ")}`);
}

/** What is said goes before what the recording has; other curves bring their own point and leave. */
export function merged(kept: Calibration, said: CalibrationRequest): Calibration {
  const base = said.curves === undefined ? kept : { curves: said.curves, allowExtrapolation: false, same: kept.same };
  return { ...base, ...said };
}

/** Nothing corrected. */
export const raw: Calibration = { curves: [], allowExtrapolation: false };
