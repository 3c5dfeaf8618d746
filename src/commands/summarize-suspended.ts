import type { ClockPair } from "../core/clock.js";
import type { Window } from "../core/mark.js";
import type { RecordedEvent } from "../core/recording.js";
import type { RailEnergy } from "../energy/span.js";
import { type CheckedClocks, checkClocks, type Suspension } from "../sync/clocks.js";

/** What a recording's pairs of wall clock and CLOCK_MONOTONIC say. */
export const clocksOf = (events: readonly RecordedEvent[]): CheckedClocks =>
  checkClocks(events.flatMap((event): ClockPair[] => (event.type === "clock" ? [event.pair] : [])));

/** Rails of a window without their numbers where the machine may have slept in it: power flowed on, and nobody looked. */
export function withoutSuspended(
  rails: readonly RailEnergy[],
  window: Window,
  suspensions: readonly Suspension[],
): readonly RailEnergy[] {
  const slept = suspensions.find(({ from, to }) => window.from < to && from < window.to);
  return slept === undefined ? rails : rails.map((rail) => silenced(rail, window, slept));
}

function silenced({ interval: _, ...rail }: RailEnergy, { name }: Window, { seconds }: Suspension): RailEnergy {
  const finding = {
    code: "suspended",
    severity: "invalid",
    message: `${rail.rail.id} in window ${name}: the machine was suspended for ${seconds.toFixed(3)} s, or its clock set; energy that flowed meanwhile was not seen`,
    remedy: "Measure again with suspend off (systemd-inhibit --what=sleep joulemark run ...)",
    probe: rail.probe,
    rail: rail.rail.id,
  } as const;
  return {
    ...rail,
    energy: null,
    meanPower: null,
    flags: [...rail.flags, finding.code],
    findings: [...rail.findings, finding],
  };
}
