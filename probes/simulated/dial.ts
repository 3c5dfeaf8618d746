import { readFileSync } from "node:fs";
import type { Joules, Seconds, Watts } from "../../src/core/units.js";

/** A power that somebody else sets while it is sampled, by writing a number of watts into a file. */
export interface Dial {
  readonly file: string;
  /** A larger number is none. */
  readonly mostW: Watts;
  /** When it was seen to change, and to what; 0 W before. */
  readonly times: Seconds[];
  readonly watts: Watts[];
}

const NUMBER = /^\d+(?:\.\d+)?$/;

/** Looks at the file at the instant `t`; what is no number, or is not there yet, leaves the power as it was. */
export function lookAt({ file, mostW, times, watts }: Dial, t: Seconds): void {
  const text = textOf(file).trim();
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!(value <= mostW) || value === watts.at(-1)) return;
  times.push(t);
  watts.push(value);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // the load that writes it has not begun
    return "";
  }
}

/** The power at an instant. */
export const dialPower = ({ times, watts }: Dial, t: Seconds): Watts =>
  watts[times.findLastIndex((at) => at <= t)] ?? 0;

/** The energy from the first change to an instant. */
export const dialEnergy = ({ times, watts }: Dial, t: Seconds): Joules =>
  watts.reduce((sum, power, i) => {
    const from = times[i] ?? t;
    return sum + power * Math.max(0, Math.min(t, times[i + 1] ?? t) - from);
  }, 0);
