import type { Samples } from "../../core/batch.js";
import type { RecordedEvent } from "../../core/recording.js";
import type { Result, RunResult, WindowResult } from "../../core/result.js";
import { identity } from "../../correct/identity.js";
import type { CurvePlot } from "../../report/html/page-data.js";
import type { Flag, GapReason, Shade, Timeline } from "../../report/html/trace.js";
import type { RecordingToSummarize, SummarizeOptions, WatchedProbe } from "../summarize-recording.js";
import { curvePlotOf } from "./curve-plot.js";
import { RailTap, type Room } from "./rail-tap.js";

/** Buckets in all: 16 bytes each, 1.1 MB of text. */
const BUCKETS = 54_000;
/** Fewer would not fill a screen. */
const LEAST = 1500;
const GAPS = 8000;
const LEAST_GAPS = 100;
const MOST_REASONS = 500;

/** The courses of all rails, taken while the recording is summarized. */
export class TraceTaps {
  readonly #recording: RecordingToSummarize;
  readonly #correctionOf: SummarizeOptions["correctionOf"];
  readonly #room: Room;
  #taps: RailTap[] = [];

  constructor(recording: RecordingToSummarize, { correctionOf }: Pick<SummarizeOptions, "correctionOf">) {
    this.#recording = recording;
    this.#correctionOf = correctionOf;
    const { probes } = recording.manifest;
    const rails = Math.max(1, probes.flatMap((probe) => probe.rails).length);
    this.#room = {
      most: 2 * Math.ceil(Math.max(LEAST, BUCKETS / rails) / 2),
      mostGaps: Math.round(Math.max(LEAST_GAPS, GAPS / rails)),
    };
  }

  /** For `SummarizeOptions.watch`. */
  readonly watch = (seen: WatchedProbe, samples: Iterable<Samples>): Iterable<Samples> => {
    const taps = seen.rails.map((rail) => {
      const correction = this.#correctionOf?.(seen.probe, rail) ?? identity(rail.point);
      return new RailTap(seen, rail, { ...this.#room, correction });
    });
    this.#taps = [...this.#taps, ...taps];
    return tapped(samples, taps);
  };

  /** With the windows of a result. */
  timeline(result: Result): Timeline {
    const { manifest, ending, endsEarlyAtNs, events } = this.#recording;
    const endNs = ending === undefined ? (endsEarlyAtNs ?? 0) : Number(ending.end - manifest.start);
    const windows = shadesOf(result, manifest.start);
    return {
      durationS: Math.max(endNs / 1e9, ...windows.map(({ toS }) => toS).slice(0, 1)),
      traces: this.#taps.map((tap) => tap.trace()),
      reasons: reasonsOf(events, manifest.start),
      windows,
      flags: flagsOf(events, manifest.start),
    };
  }

  /** Of the rails that a curve corrected. */
  curves(): readonly CurvePlot[] {
    return this.#taps.flatMap((tap) => curvePlotOf(tap) ?? []);
  }
}

function* tapped(samples: Iterable<Samples>, taps: readonly RailTap[]): Generator<Samples> {
  for (const chunk of samples) {
    for (const tap of taps) tap.take(chunk);
    yield chunk;
  }
}

const secondsAfter = (start: bigint, at: bigint | string): number => Number(BigInt(at) - start) / 1e9;

function shadesOf({ windows, runs }: Result, start: bigint): readonly Shade[] {
  const repeated = runs?.flatMap((run, k) => run.windows.map((window) => ({ window, run: runText(run, k) }))) ?? [];
  const phases = windows.filter((one) => !repeated.some(({ window }) => window.fromNs === one.fromNs));
  const shade = ({ name, fromNs, toNs }: WindowResult, suffix = ""): Shade => ({
    name: `${name}${suffix}`,
    fromS: secondsAfter(start, fromNs),
    toS: secondsAfter(start, toNs),
  });
  const all = [...repeated.map(({ window, run }) => shade(window, ` ${run}`)), ...phases.map((one) => shade(one))];
  return all.sort((a, b) => a.fromS - b.fromS || b.toS - a.toS);
}

/** Counted from 1, and of which of two commands it is. */
const runText = ({ label }: RunResult, k: number): string => (label === undefined ? `${k + 1}` : `${k + 1} (${label})`);

/** The longest, in order of time. */
function reasonsOf(events: readonly RecordedEvent[], start: bigint): readonly GapReason[] {
  const all = events.flatMap((event): GapReason[] => {
    if (event.type !== "gap") return [];
    const { probe, reason, from, to } = event;
    return [{ probe, reason, fromS: secondsAfter(start, from), toS: secondsAfter(start, to) }];
  });
  const longest = [...all].sort((a, b) => b.toS - b.fromS - (a.toS - a.fromS)).slice(0, MOST_REASONS);
  return longest.sort((a, b) => a.fromS - b.fromS);
}

const MOST_FLAGS = 500;

function flagsOf(events: readonly RecordedEvent[], start: bigint): readonly Flag[] {
  return events
    .flatMap((event) =>
      event.type === "marker"
        ? [{ name: `${event.marker.kind} ${event.marker.name}`, atS: secondsAfter(start, event.marker.sent) }]
        : [],
    )
    .slice(0, MOST_FLAGS);
}
