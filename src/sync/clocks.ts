import type { ClockPair } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import { type Nanoseconds, secondsBetween } from "../core/units.js";
import { WallMap } from "./wall-map.js";
import type { Break, Stretch } from "./wall-stretches.js";

/** Between these two instants the machine slept, for about `seconds`, or its wall clock was set ahead by as much. */
export interface Suspension {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  readonly seconds: number;
}

/** What the pairs of a recording say of its clocks. */
export interface CheckedClocks {
  readonly findings: readonly Finding[];
  readonly suspensions: readonly Suspension[];
}

/**
 * Compares the wall clock with CLOCK_MONOTONIC over the pairs of a recording. A step or slew of the wall clock harms no
 * duration (a slew is shared by CLOCK_MONOTONIC, which makes durations uncertain by as much) and is noted; a suspend
 * leaves out time in which power flowed: windows that contain it have no number.
 */
export function checkClocks(pairs: readonly ClockPair[]): CheckedClocks {
  const { breaks, stretches } = new WallMap(pairs);
  const [start] = pairs;
  if (start === undefined) return { findings: [], suspensions: [] };
  const of = (breach: Break["breach"]) => breaks.filter((one) => one.breach === breach);
  const [slept, steps] = [of("suspended"), of("clock-step")];
  return {
    findings: [...suspended(slept, start), ...stepped(steps, start), ...slewed(stretches)],
    suspensions: slept.map(({ before, after, gained }) => ({ from: before.mono, to: after.mono, seconds: gained })),
  };
}

function suspended(breaks: readonly Break[], start: ClockPair): Finding[] {
  const [first] = breaks;
  if (first === undefined) return [];
  return [
    {
      code: "suspended",
      severity: "note",
      message: `The wall clock ran ${largest(breaks).toFixed(3)} s ahead ${placeOf(breaks, start)}: the machine was suspended, or its clock set`,
      remedy: "Measure again with suspend off (systemd-inhibit --what=sleep joulemark run ...)",
    },
  ];
}

function stepped(breaks: readonly Break[], start: ClockPair): Finding[] {
  if (breaks.length === 0) return [];
  return [
    {
      code: "clock-step",
      severity: "note",
      message: `The wall clock was set by ${(largest(breaks) * 1e3).toFixed(1)} ms ${placeOf(breaks, start)}; durations do not use it`,
      remedy: "Do not match this recording with wall-clock logs of other machines across the step",
    },
  ];
}

function slewed(stretches: readonly Stretch[]): Finding[] {
  const rate = farthest(stretches.flatMap(({ slew }) => slew ?? []));
  if (rate === 0) return [];
  return [
    {
      code: "clock-slew",
      severity: "note",
      message: `The wall clock ran ${(rate * 1e6).toFixed(0)} ppm off; durations may be off by as much`,
      remedy: "Let the time daemon settle before measuring; the effect on energy is as small as the figure",
    },
  ];
}

const largest = (breaks: readonly Break[]): number => farthest(breaks.map(({ gained }) => gained));

const farthest = (values: readonly number[]): number =>
  values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);

/** When, by the first pair of the recording; of several breaks how many, and the first. */
function placeOf(breaks: readonly Break[], start: ClockPair): string {
  const [first] = breaks;
  if (first === undefined) return "";
  const seconds = ({ mono }: ClockPair) => secondsBetween(start.mono, mono).toFixed(1);
  const place = `between ${seconds(first.before)} and ${seconds(first.after)} s`;
  return breaks.length === 1 ? place : `at the most, ${breaks.length} times, first ${place}`;
}
