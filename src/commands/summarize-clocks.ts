import type { DeviceClockResult } from "../core/clock-result.js";
import type { Finding } from "../core/finding.js";
import { columnsOf } from "../core/rail.js";
import type { RecordedProbe } from "../core/recording.js";
import type { Result } from "../core/result.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import type { ClockError, Span } from "../energy/span.js";
import type { SegmentBegin } from "../sync/clock-segments.js";
import { type ClockColumns, type DeviceClock, deviceClock } from "../sync/device-clock.js";
import type { RecordingToSummarize } from "./summarize-recording.js";

/** The clocks of those probes whose instruments have one, by the probe's name; undefined where it could not be mapped. */
export type DeviceClocks = ReadonlyMap<string, DeviceClock | undefined>;

/** Every such clock on the host's, by all samples of the recording. */
export function deviceClocksOf(recording: RecordingToSummarize): DeviceClocks {
  const clocks = new Map<string, DeviceClock | undefined>();
  for (const probe of recording.manifest.probes) {
    const columns = clockColumns(probe);
    if (columns === undefined) continue;
    const clock = deviceClock(recording.samples(probe.name), columns);
    clocks.set(probe.name, clock?.main === undefined ? undefined : clock);
  }
  return clocks;
}

function clockColumns({ rails, conditions = [] }: RecordedProbe): ClockColumns | undefined {
  const [stamp, delay] = ["stamp", "delay"].map((role) => conditions.findIndex(({ clock }) => clock === role));
  if (stamp === undefined || delay === undefined || stamp < 0 || delay < 0) return undefined;
  const first = columnsOf(rails).length;
  return { stamp: first + stamp, delay: first + delay, mostHiddenDelay: conditions[delay]?.leastAtMost };
}

/** How well samples of a window lie in time: all of them may be shifted by one and the same error of the mapping. */
export const clockErrorsOf =
  (probe: string, clock: DeviceClock) =>
  ({ from, to }: Span): readonly ClockError[] => [
    { id: `${probe}/clock`, u: clock.within(from / NANOS_PER_SECOND, to / NANOS_PER_SECOND) },
    { id: `${probe}/least delay`, u: clock.hiddenDelay / Math.sqrt(3), shape: "rectangular" },
  ];

/** `clocks` of the result; nothing where no instrument has one. */
export function clockResults(clocks: DeviceClocks, { manifest, ending, endsEarlyAtNs }: RecordingToSummarize) {
  const end = ending === undefined ? (endsEarlyAtNs ?? 0) : Number(ending.end - manifest.start);
  const results = [...clocks].flatMap(([probe, clock]) => resultOf(probe, clock, end / NANOS_PER_SECOND));
  return results.length === 0 ? {} : ({ clocks: results } satisfies Pick<Result, "clocks">);
}

function resultOf(probe: string, clock: DeviceClock | undefined, end: number): readonly DeviceClockResult[] {
  const { main, segments = [] } = clock ?? {};
  if (clock === undefined || main?.mapping === undefined) return [];
  const { mapping, from } = main;
  const lines = mapping.lines;
  const weight = lines.reduce((sum, { count }) => sum + count, 0);
  const mean = (of: (line: (typeof lines)[number]) => number) =>
    lines.reduce((sum, line) => sum + of(line) * (line.count / weight), 0);
  const begun = (begin: SegmentBegin) => segments.filter((segment) => segment.begin === begin).length;
  const leftOut = segments.map(({ mapping: one }) => (one === undefined ? 0 : one.rejected + one.early));
  return [
    {
      probe,
      method: "lower-hull",
      stamps: segments.reduce((sum, { stamps }) => sum + stamps, 0),
      leftOut: leftOut.reduce((sum, count) => sum + count, 0),
      segments: segments.length,
      wentBack: begun("went-back"),
      fellBehind: begun("fell-behind"),
      leaptAhead: begun("leapt-ahead"),
      offsetS: mapping.host(from) - from,
      uOffsetS: clock.within(0, end),
      skewPpm: 1e6 * mean(({ skew }) => skew),
      uSkewPpm: 1e6 * Math.sqrt(mean(({ skewWithin }) => skewWithin ** 2)),
      uHiddenDelayS: clock.columns.mostHiddenDelay === undefined ? null : clock.hiddenDelay / Math.sqrt(3),
      flushPeriodS: mapping.flushPeriod ?? null,
      longestPauseS: clock.longestPause,
    },
  ];
}

/** What a reader has to know of them. */
export const clockFindings = (clocks: DeviceClocks): readonly Finding[] =>
  [...clocks].flatMap(([probe, clock]) =>
    clock === undefined ? [unmapped(probe)] : [...restarted(probe, clock), ...hidden(probe, clock)],
  );

const unmapped = (probe: string): Finding => ({
  code: "device-clock-unmapped",
  severity: "degraded",
  message:
    "The instrument's own clock could not be put on this computer's (too few samples, or it begins anew all the time): samples are where they were put as they came, and how well is not known",
  remedy: "Measure for longer; see cable, hub and supply when the recording is long",
  probe,
});

const words: Readonly<Record<SegmentBegin, string>> = {
  first: "",
  "went-back": "went back (a reset, or bytes lost)",
  "fell-behind": "fell behind for good (samples lost that it did not count)",
  "leapt-ahead": "leapt ahead (it was set)",
};

function restarted(probe: string, { segments }: DeviceClock): readonly Finding[] {
  if (segments.length < 2) return [];
  const kinds = (["went-back", "fell-behind", "leapt-ahead"] as const).flatMap((begin) => {
    const count = segments.filter((segment) => segment.begin === begin).length;
    return count === 0 ? [] : `${count} x ${words[begin]}`;
  });
  const lost = segments.filter(({ mapping }) => mapping === undefined);
  const few = lost.length === 0 ? "" : `; ${lost.length} of them too short for that stay where they were put live`;
  return [
    {
      code: "device-clock-restarted",
      severity: "note",
      message: `The instrument's own clock ${kinds.join(", ")}: each of ${segments.length} segments was put on this computer's clock by itself${few}`,
      remedy: "None needed for single ones; many mean a bad cable, hub or supply",
      probe,
    },
  ];
}

function hidden(probe: string, { columns, main }: DeviceClock): readonly Finding[] {
  if (columns.mostHiddenDelay !== undefined) return [];
  const flush = main?.mapping?.flushPeriod;
  if (flush !== undefined)
    return [
      {
        code: "flush-timer",
        severity: "note",
        message: `Samples come in the rhythm of an adapter that hands over what it has every ${1e3 * flush} ms; edges of windows are uncertain by that`,
        remedy: "For an FTDI adapter: echo 1 | sudo tee /sys/bus/usb-serial/devices/ttyUSB0/latency_timer",
        probe,
      },
    ];
  return [
    {
      code: "least-delay-unknown",
      severity: "note",
      message:
        "How long a sample takes at least to this computer is not seen from one side, and nothing bounds it here: edges of windows may be late by as much, which no uncertainty covers",
      remedy: "Make windows long against some milliseconds, or use a meter that answers questions",
      probe,
    },
  ];
}
