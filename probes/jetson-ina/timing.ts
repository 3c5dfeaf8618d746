import type { Finding } from "../../src/core/finding.js";
import type { SensorWindow } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import { readNumber, readOptional } from "../shared/read.js";
import { type Chip, isIio } from "./discover.js";

/** How a chip spends its time. */
export interface Timing {
  /** Time for one new value of all its channels. */
  readonly cycle: Seconds;
  readonly window: SensorWindow;
}

/** What a file that need not be there says instead of a number above 0; undefined when it is missing or in order. */
export function nonsenseIn(root: string, path: string): string | undefined {
  const { value, reason } = readNumber(root, path);
  if (value !== undefined) return value > 0 ? undefined : String(value);
  return reason === "ENOENT" ? undefined : `no number (${reason})`;
}

/** One finding for each chip whose stated interval is none: its cycle, and with it gaps and coverage, is then assumed. */
export const intervalFindings = (root: string, chips: readonly Chip[]): readonly Finding[] =>
  chips.flatMap((chip): Finding[] => {
    const stated = nonsenseIn(root, `${chip.folder}/update_interval`);
    if (stated === undefined) return [];
    const cycle = Number((timingOf(root, chip).cycle * 1000).toPrecision(3));
    return [
      {
        code: "implausible-interval",
        severity: "degraded",
        message: `update_interval of ${chip.model} at ${chip.address} is ${stated}; ${cycle} ms, as by default, are assumed`,
        remedy: `Write a number of milliseconds to /${chip.folder}/update_interval as root, or see the kernel log for the chip`,
      },
    ];
  });

/** Cycle and averaging as the driver states them, or as its default configuration has them. */
export function timingOf(root: string, chip: Chip): Timing {
  const interval = readOptional(root, `${chip.folder}/update_interval`);
  const samples = readOptional(root, `${chip.folder}/samples`);
  const stated = interval === undefined || interval <= 0 ? chip.type.cycle : unrounded(interval, chip.type.cycle);
  const cycle = stated < fastest(chip, samples) ? stated * (samples ?? 1) : stated;
  return {
    cycle,
    window: averages(root, chip, samples) ? { kind: "boxcar", width: cycle } : { kind: "instantaneous" },
  };
}

/** The shortest conversion of these chips (devices.md A4). */
const CONVERSION: Seconds = 140e-6;

/**
 * The least time in which a chip can make that many samples of voltage and current on all channels. Newer kernels leave the
 * samples out of update_interval (seen with 6.1: 7 ms at 64 samples); a shorter interval than this tells that.
 */
const fastest = ({ type }: Chip, samples = 1): Seconds => type.channels.length * samples * 2 * CONVERSION;

/** The file holds whole milliseconds: 6 or 7 stand for the default cycle of 6.6. */
const unrounded = (milliseconds: number, usual: Seconds): Seconds =>
  Math.abs(milliseconds / 1000 - usual) < 1e-3 ? usual : milliseconds / 1000;

/**
 * Averaged values stand for the cycle before them. The chip's own filter is described as a running one
 * (measurement.md 2.1), for which no kind of window is exact; a block as long as the cycle is the nearest.
 */
function averages(root: string, chip: Chip, samples: number | undefined): boolean {
  if (isIio(chip)) return readOptional(root, `${chip.folder}/running_mode`) !== 0;
  return samples === undefined ? chip.type.averages : samples > 1;
}

/** Chips slow enough that the edges of a run are smeared over several samples. */
const NOTEWORTHY: Seconds = 0.1;

/** Says which chips average so long that edges of windows are blurred. */
export function lagFindings(chips: readonly (readonly [Chip, Timing])[]): readonly Finding[] {
  const slow = chips.filter(([, { cycle, window }]) => window.kind === "boxcar" && cycle >= NOTEWORTHY);
  if (slow.length === 0) return [];
  const longest = Math.max(...slow.map(([, { cycle }]) => cycle));
  const names = slow.map(([{ model, address }]) => `${model} at ${address}`).join(", ");
  return [
    {
      code: "lagged-sensor",
      severity: "note",
      message: `${names} average over ${Math.round(longest * 1000)} ms: edges of windows are blurred by as much`,
      remedy: `Measure runs much longer than ${longest.toFixed(1)} s, or repeat the work inside one run`,
    },
  ];
}
