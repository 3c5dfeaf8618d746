import { type Alignment, align, together } from "../../../calibration/pair/align.js";
import { MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import type { Point } from "../../core/rail.js";
import type { Nanoseconds } from "../../core/units.js";
import { findRecording } from "../../recording/folder.js";
import { openRecording, type StoredRecording } from "../../recording/reader.js";
import { type RailSamples, railSamples } from "./rail-samples.js";
import { findRail, type NamedRail, nameOf, recordedWord } from "./rail-word.js";

/** One side of a pair: a rail of a recording. */
export interface RecordedRail extends NamedRail {
  readonly recording: StoredRecording;
  readonly samples: RailSamples;
}

/** What a curve calls a rail's instrument: by its rail and its computer a later run knows whether it is this sensor. */
export const instrumentId = (rail: RecordedRail): string =>
  `${rail.probe.device}, ${nameOf(rail)} on ${rail.recording.manifest.host.hostname}`;

/** Two rails over one time, and how they fit together. */
export interface RailPair {
  readonly first: RecordedRail;
  readonly second: RecordedRail;
  readonly alignment: Alignment;
  readonly findings: readonly Finding[];
  /** The instant that the times of both count from, on the first one's host. */
  readonly zero: Nanoseconds;
}

/** A side as the user names it. */
export interface SideWord {
  readonly flag: string;
  readonly word: string;
  /** Without a rail in the word, the only one at this point. */
  readonly point?: Point | undefined;
}

/** Mean voltage and current of a rail that measures them: what its offsets act with. */
export function meansOf({ samples }: RecordedRail): { volts?: number; amperes?: number } {
  const mean = (values: Float64Array) => {
    const present = values.filter((value) => !Number.isNaN(value));
    return present.reduce((sum, value) => sum + value, 0) / present.length;
  };
  const { voltage, current } = samples;
  return { ...(voltage && { volts: mean(voltage.values) }), ...(current && { amperes: mean(current.values) }) };
}

/** Boots of one host are told apart by when they were: clocks of the same one agree to better than this. */
const SAME_BOOT_MS = 5000;
/** Recordings of two hosts begin by hand. */
const FOREIGN_LAG_S = 600;

/**
 * Reads two rails and aligns them: as they are when one instrument took both; else by their traces, within seconds when
 * both are on one host's clock, within minutes when not. Throws UNKNOWN_NAME, and CANNOT_ALIGN.
 */
export function recordedPair(parent: string, sides: { readonly first: SideWord; readonly second: SideWord }): RailPair {
  const [first, second] = [open(parent, sides.first), open(parent, sides.second)];
  const oneClock = isOneClock(first.recording, second.recording);
  const zero = first.recording.manifest.start;
  const from = { ...first, samples: railSamples(first.recording, first, zero) };
  const to = {
    ...second,
    samples: railSamples(second.recording, second, oneClock ? zero : second.recording.manifest.start),
  };
  requireSamples(sides.first.flag, from);
  requireSamples(sides.second.flag, to);
  return { first: from, second: to, zero, ...aligned(from, to, oneClock) };
}

function open(parent: string, { flag, word, point }: SideWord): Omit<RecordedRail, "samples"> {
  const parsed = recordedWord(word);
  const recording = openRecording(findRecording(parent, parsed.run));
  return { recording, ...findRail(recording.manifest.probes, { flag, word: parsed, point }) };
}

function requireSamples(flag: string, rail: RecordedRail): void {
  if (rail.samples.power.values.some((value) => !Number.isNaN(value))) return;
  const what = `${flag}: ${nameOf(rail)} has no sample in ${rail.recording.manifest.id}`;
  throw new MeasurementError("NO_DATA", what, "`joulemark report` says why; name another rail or recording");
}

function aligned(first: RecordedRail, second: RecordedRail, oneClock: boolean) {
  if (first.recording.folder === second.recording.folder && first.probe.name === second.probe.name)
    return { alignment: together, findings: [] };
  try {
    const alignment = align(first.samples.power, second.samples.power, oneClock ? {} : { maxLagS: FOREIGN_LAG_S });
    return { alignment, findings: [shifted(alignment, nameOf(second))] };
  } catch (error) {
    if (!oneClock || !(error instanceof MeasurementError)) throw error;
    return { alignment: together, findings: [unaligned(error)] };
  }
}

const shifted = ({ lagS, withinS, correlation }: Alignment, name: string): Finding => ({
  code: "aligned",
  severity: "note",
  message: `${name} is taken ${(lagS * 1000).toFixed(0)} ms earlier (within ${(withinS * 1000).toFixed(0)} ms): so both traces agree best, correlation ${correlation.toFixed(4)}`,
  remedy: "",
});

const unaligned = ({ message }: MeasurementError): Finding => ({
  code: "not-aligned",
  severity: "note",
  message: `${message}; they are paired by the host's clock as they are`,
  remedy:
    "Nothing, where each load is held for much longer than the instruments lag; else drive the load in uneven steps",
});

/** One host, not started again in between: then its monotonic clock holds for both. */
function isOneClock(a: StoredRecording, b: StoredRecording): boolean {
  if (a.folder === b.folder) return true;
  const [bootA, bootB] = [bootOf(a), bootOf(b)];
  return a.manifest.host.hostname === b.manifest.host.hostname && Math.abs(bootA - bootB) < SAME_BOOT_MS;
}

/** When the host was started, milliseconds since 1970; NaN when the recording has no clock pair. */
function bootOf({ events }: StoredRecording): number {
  for (const event of events) if (event.type === "clock") return event.pair.wallMs - Number(event.pair.mono) / 1e6;
  return Number.NaN;
}
