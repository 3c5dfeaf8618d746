import type { Rail } from "../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

/** How the samples of a power rail become energy (measurement.md 4.1); times in ns. */
export interface Mode {
  /** Share of the newer of two samples in the time between them: 1/2 is the trapezoid, 1 holds backward. */
  readonly newer: number;
  /** What the samples lag behind the instants they stand for. */
  readonly lag: number;
  /** Take only samples at least this far apart; 0 takes all. */
  readonly stride: number;
  /** Spacing of the samples that are taken. */
  readonly period: number;
}

const SAME = 0.1;

/**
 * The mode of a rail whose samples are `spacing` apart: a mean over clearly less than that is a sample of the middle of
 * its width, one over about as much holds backward, one over more is taken one width apart so that nothing counts twice.
 */
export function modeOf(rail: Rail, spacing: Seconds): Mode {
  const period = Math.max(rail.period, spacing) * NANOS_PER_SECOND;
  if (rail.window.kind === "instantaneous" || rail.window.kind === "counter" || rail.window.kind === "lag") {
    return { newer: 0.5, lag: 0, stride: 0, period };
  }
  const width = rail.window.width * NANOS_PER_SECOND;
  if (width < (1 - SAME) * period) return { newer: 0.5, lag: width / 2, stride: 0, period };
  if (width <= (1 + SAME) * period) return { newer: 1, lag: 0, stride: 0, period };
  return { newer: 1, lag: 0, stride: width - period / 2, period: width };
}
