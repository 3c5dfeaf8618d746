import type { Rail } from "../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

/** How the samples of a power rail become energy (measurement.md 4.1); times in ns. */
export interface Mode {
  /** Share of the newer of two samples in the time between them: 1/2 is the trapezoid, 1 holds backward. */
  readonly newer: number;
  /** How much later than the power itself the samples show it. */
  readonly later: number;
  /** A sample this close to an edge is a mean that reaches across it. */
  readonly margin: number;
  /** Of a first-order lag that has been taken out of the samples (4.6); 0 of all others. */
  readonly timeConstant: number;
  /** Take only samples at least this far apart; 0 takes all. */
  readonly stride: number;
  /** Spacing of the samples that are taken. */
  readonly period: number;
}

const SAME = 0.1;

/**
 * The mode of a rail whose samples are `spacing` apart: a mean over clearly less than that is a sample of the middle of
 * its width, one over about as much holds backward, one over more is taken one width apart so that nothing counts twice.
 * What a lagged sensor showed is, with the lag taken out, the power since its sample before. `late`: how long after its
 * update a value is seen on average, which the spacing of those that are seen varies by.
 */
export function modeOf(rail: Rail, spacing: Seconds, late: Seconds = 0): Mode {
  const period = Math.max(rail.period, spacing) * NANOS_PER_SECOND;
  const later = (late + (rail.delay?.seconds ?? 0)) * NANOS_PER_SECOND;
  const plain: Mode = {
    newer: 0.5,
    later,
    margin: 0,
    timeConstant: 0,
    stride: 0,
    period: period + late * NANOS_PER_SECOND,
  };
  const { window } = rail;
  if (window.kind === "instantaneous" || window.kind === "counter") return plain;
  if (window.kind === "lag") return { ...plain, newer: 1, timeConstant: window.timeConstant * NANOS_PER_SECOND };
  const width = window.width * NANOS_PER_SECOND;
  if (width < (1 - SAME) * period) return { ...plain, later: later + width / 2, margin: width / 2 };
  if (width <= (1 + SAME) * period) return { ...plain, newer: 1 };
  return { ...plain, newer: 1, stride: width - period / 2, period: width };
}
