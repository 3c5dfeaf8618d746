import { MeasurementError } from "../core/error.js";

/** A curve asked for: which, and for which rail; without one, for every rail it fits. */
export interface CalibrationChoice {
  /** A file, or the name of a curve that ships. */
  readonly curve: string;
  readonly probe?: string | undefined;
  readonly rail?: string | undefined;
  /** Where it was written, `file:line:column`; absent for flags. */
  readonly where?: string | undefined;
}

/** A path that begins as paths do holds no rail, whatever else is in it. */
const path = /^(\.{0,2}\/|~)/;

/**
 * Reads `[PROBE/RAIL=]CURVE` as given to `--calibration`, or whatever `before` says. A rail may hold slashes; a file whose
 * path holds `=` is written with `./`. Throws CONFIG.
 */
export function parseCalibrationWord(word: string, before = "--calibration "): CalibrationChoice {
  const equals = path.test(word) ? -1 : word.indexOf("=");
  const curve = word.slice(equals + 1);
  if (curve.trim() === "") throw refused(`${before}${word}: names no curve`);
  if (equals < 0) return { curve };
  const slash = word.slice(0, equals).indexOf("/");
  const [probe, rail] = [word.slice(0, Math.max(0, slash)), word.slice(slash + 1, equals)];
  if (slash >= 0 && probe !== "" && rail !== "") return { curve, probe, rail };
  const named = JSON.stringify(word.slice(0, equals));
  throw refused(`${before}${word}: ${named} is not PROBE/RAIL`, `; a file with = in its path as ./${word}`);
}

const refused = (message: string, more = ""): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    message,
    `Write --calibration CURVE or --calibration PROBE/RAIL=CURVE${more}; \`joulemark probes\` lists the probes`,
  );
