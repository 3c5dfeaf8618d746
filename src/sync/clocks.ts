import type { ClockPair } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import { NANOS_PER_SECOND, type Seconds, secondsBetween } from "../core/units.js";

/** Limits of measurement.md 3.1. */
const STEP_S = 1e-3;
const SLEW = 50e-6;
/** The wall clock this far ahead means that the machine slept: CLOCK_MONOTONIC stands still meanwhile. */
const SUSPEND_S = 1;
/** The wall clock is read in whole milliseconds. */
const WALL_RESOLUTION_S = 1e-3;

/**
 * Compares the wall clock with CLOCK_MONOTONIC over the pairs of a recording. A step or slew of the wall clock harms no
 * duration (a slew is shared by CLOCK_MONOTONIC, which makes durations uncertain by as much) and is noted; a suspend
 * leaves out time in which power flowed, and is invalid.
 */
export function checkClocks(pairs: readonly ClockPair[]): Finding[] {
  const findings: Finding[] = [];
  const first = pairs[0];
  const last = pairs.at(-1);
  if (first === undefined || last === undefined) return findings;
  let jumps = 0;
  for (let k = 1; k < pairs.length; k++) {
    const ahead = aheadBetween(pairs[k - 1] ?? first, pairs[k] ?? last);
    if (ahead.seconds >= SUSPEND_S) findings.push(suspended(ahead.seconds));
    else if (Math.abs(ahead.seconds) > STEP_S + ahead.tolerance) findings.push(stepped(ahead.seconds));
    else continue;
    jumps++;
  }
  const whole = aheadBetween(first, last);
  const spanS = secondsBetween(first.mono, last.mono);
  if (jumps === 0 && Math.abs(whole.seconds) > SLEW * spanS + whole.tolerance) {
    findings.push(slewed(whole.seconds / spanS));
  }
  return findings;
}

/** How much the wall clock gained on the monotonic one, and how well that is known. */
function aheadBetween(a: ClockPair, b: ClockPair): { seconds: Seconds; tolerance: Seconds } {
  const seconds = (b.wallMs - a.wallMs) / 1e3 - secondsBetween(a.mono, b.mono);
  return { seconds, tolerance: WALL_RESOLUTION_S + (a.withinNs + b.withinNs) / 2 / NANOS_PER_SECOND };
}

const suspended = (seconds: number): Finding => ({
  code: "suspended",
  severity: "invalid",
  message: `The wall clock ran ${seconds.toFixed(3)} s ahead: the machine was suspended, or its clock set`,
  remedy: "Measure again with suspend off (systemd-inhibit --what=sleep joulemark run ...)",
});

const stepped = (seconds: number): Finding => ({
  code: "clock-step",
  severity: "note",
  message: `The wall clock was set by ${(seconds * 1e3).toFixed(1)} ms during the recording; durations do not use it`,
  remedy: "Do not match this recording with wall-clock logs of other machines across the step",
});

const slewed = (rate: number): Finding => ({
  code: "clock-slew",
  severity: "note",
  message: `The wall clock ran ${(rate * 1e6).toFixed(0)} ppm off; durations may be off by as much`,
  remedy: "Let the time daemon settle before measuring; the effect on energy is as small as the figure",
});
