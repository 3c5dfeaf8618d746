import type { Config } from "../config/config.js";
import { limits } from "../config/limits.js";
import { positiveNumber } from "../config/numbers.js";
import { MeasurementError } from "../core/error.js";
import { PILOT } from "../steady/repeats.js";
import type { RunOptions } from "./run-options.js";

/** Flags that say how often and when the command runs, as text. */
export interface RepeatFlags {
  readonly repeat?: string;
  readonly targetUncertainty?: string;
  readonly maxRepeats?: string;
  readonly phaseShift?: string;
}

/** Runs that are never exceeded when nobody says. */
const MOST = 100;

/** How often the command runs: as often as said, as often as a target asks for, or once for each shifted start. */
export function repeatsOf(flags: RepeatFlags, { repeat }: Config): Pick<RunOptions, "repeat" | "target" | "shifts"> {
  refuseTogether(flags);
  const { targetUncertainty, maxRepeats, phaseShift } = flags;
  if (phaseShift !== undefined) {
    const shifts = positiveNumber("--phase-shift", phaseShift, limits.shifts);
    return { repeat: shifts, shifts };
  }
  if (targetUncertainty === undefined) return { repeat };
  const most = maxRepeats === undefined ? MOST : positiveNumber("--max-repeats", maxRepeats, limits.maxRepeats);
  return { repeat: PILOT, target: { target: shareOf(targetUncertainty), most } };
}

/** A bare number might be meant as a share or as percent: it has to say. */
function shareOf(text: string): number {
  const trimmed = text.trim();
  if (trimmed.endsWith("%"))
    return positiveNumber("--target-uncertainty", trimmed.slice(0, -1), limits.targetUncertainty) / 100;
  throw new MeasurementError(
    "CONFIG",
    `--target-uncertainty ${JSON.stringify(text)} is not a percentage`,
    "Write it with its sign, e.g. --target-uncertainty 1%",
  );
}

const ways = [
  ["repeat", "--repeat"],
  ["targetUncertainty", "--target-uncertainty"],
  ["phaseShift", "--phase-shift"],
] as const;

function refuseTogether(flags: RepeatFlags): void {
  const [first, second] = ways.filter(([key]) => flags[key] !== undefined).map(([, flag]) => flag);
  if (first !== undefined && second !== undefined)
    throw new MeasurementError(
      "CONFIG",
      `${first} and ${second} both say how often the command runs`,
      `Leave one of them out`,
    );
  if (flags.maxRepeats === undefined || flags.targetUncertainty !== undefined) return;
  throw new MeasurementError(
    "CONFIG",
    "--max-repeats caps nothing: no --target-uncertainty asks for repeats",
    "Add --target-uncertainty 1%, or use --repeat N",
  );
}
