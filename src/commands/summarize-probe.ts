import type { Samples } from "../core/batch.js";
import { columnsOf, type Rail } from "../core/rail.js";
import type { RecordedProbe } from "../core/recording.js";
import type { ConditionResult } from "../core/result.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { identity } from "../correct/identity.js";
import { Conditions, type ConditionValues } from "../energy/conditions.js";
import { measureWindows } from "../energy/measure.js";
import { spacingsOf } from "../energy/spacing.js";
import type { RailEnergy, Span } from "../energy/span.js";
import type { DeviceClock } from "../sync/device-clock.js";
import { clockErrorsOf } from "./summarize-clocks.js";
import type { RecordingToSummarize, SummarizeOptions } from "./summarize-recording.js";
import type { Shift } from "./summarize-sync.js";
import { type Course, Traces } from "./summarize-trace.js";

/** What one probe recorded, by window: its rails and its conditions. */
export interface MeasuredProbe {
  readonly rails: readonly (readonly RailEnergy[])[];
  readonly conditions: readonly (readonly ConditionResult[])[];
  /** By window; empty where nobody wants to know whether the load had settled. */
  readonly courses: readonly (readonly ProbeCourse[])[];
}

/** A course, and whose. */
export interface ProbeCourse extends Course {
  readonly probe: string;
}

/** Which windows, and how. */
interface Wanted extends SummarizeOptions {
  readonly spans: readonly Span[];
  /** Of a probe whose samples stand later than they say, by the sync pulses. */
  readonly shift?: Shift | undefined;
  /** Of each span whether its course is wanted. */
  readonly traced: readonly boolean[];
  /** Of an instrument that has one. */
  readonly clock: DeviceClock | undefined;
}

/** One probe's samples, read once, in every window. */
export function measureProbe(
  recording: RecordingToSummarize,
  { name: probe, rails: stated, conditions = [] }: RecordedProbe,
  { spans, traced, clock, shift, correctionOf, watch, hostClock }: Wanted,
): MeasuredProbe {
  const rails = shift === undefined ? stated : stated.map((rail) => synced(rail, shift));
  const samples = () => shifted(recording.samples(probe), shift?.delayS ?? 0);
  const watched = new Conditions({ conditions, first: columnsOf(rails).length, spans });
  const spacings = spacingsOf(samples(), columnsOf(rails).length);
  const request = {
    probe,
    rails,
    spans,
    spacing: spacings.samples,
    updates: spacings.updates,
    asPolled: shift !== undefined,
    clockErrors: (span: Span) => [
      // a pulse is found on mapped samples: what the mapping leaves open is in what it found
      ...(clock !== undefined && shift === undefined ? clockErrorsOf(probe, clock)(span) : []),
      ...(hostClock === undefined ? [] : [hostClock]),
    ],
    correctionOf: (rail: RailEnergy["rail"]) => correctionOf?.(probe, rail) ?? identity(rail.point),
  };
  const wanted = spans.map((span, k) => (traced[k] === true ? span : undefined));
  const traces = new Traces({ rails, conditions, spans: wanted, spacing: spacings.samples });
  const seen = watch?.({ probe, rails, spacing: spacings.samples }, samples()) ?? samples();
  const measured = measureWindows(request, traces.watch(watched.watch(seen)));
  return {
    rails: measured,
    conditions: watched.values().map((values) => values.map((each) => resultOf(probe, each))),
    courses: spans.map((_, k) => traces.courses(k).map((course) => ({ probe, ...course }))),
  };
}

/** The samples are shifted: a stated delay remains to be taken out, with the uncertainty of what was found. */
const synced = (rail: Rail, { uS }: Shift): Rail => ({ ...rail, delay: { seconds: rail.delay?.seconds ?? 0, u: uS } });

function* shifted(chunks: Iterable<Samples>, delayS: number): Iterable<Samples> {
  if (delayS === 0) return yield* chunks;
  const later = delayS * NANOS_PER_SECOND;
  for (const chunk of chunks) yield { ...chunk, at: chunk.at.map((at) => at - later) };
}

const resultOf = (probe: string, { condition, ...values }: ConditionValues): ConditionResult => ({
  probe,
  name: condition.name,
  quantity: condition.quantity,
  unit: condition.unit,
  ...values,
});
