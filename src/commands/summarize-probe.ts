import { columnsOf } from "../core/rail.js";
import type { RecordedProbe } from "../core/recording.js";
import type { ConditionResult } from "../core/result.js";
import { identity } from "../correct/identity.js";
import { Conditions, type ConditionValues } from "../energy/conditions.js";
import { measureWindows } from "../energy/measure.js";
import { spacingsOf } from "../energy/spacing.js";
import type { RailEnergy, Span } from "../energy/span.js";
import type { RecordingToSummarize, SummarizeOptions } from "./summarize-recording.js";

/** What one probe recorded, by window: its rails and its conditions. */
export interface MeasuredProbe {
  readonly rails: readonly (readonly RailEnergy[])[];
  readonly conditions: readonly (readonly ConditionResult[])[];
}

/** Which windows, and how. */
interface Wanted extends SummarizeOptions {
  readonly spans: readonly Span[];
}

/** One probe's samples, read once, in every window. */
export function measureProbe(
  recording: RecordingToSummarize,
  { name: probe, rails, conditions = [] }: RecordedProbe,
  { spans, correctionOf }: Wanted,
): MeasuredProbe {
  const watched = new Conditions({ conditions, first: columnsOf(rails).length, spans });
  const spacings = spacingsOf(recording.samples(probe), columnsOf(rails).length);
  const request = {
    probe,
    rails,
    spans,
    spacing: spacings.samples,
    updates: spacings.updates,
    correctionOf: (rail: RailEnergy["rail"]) => correctionOf?.(probe, rail) ?? identity(rail.point),
  };
  const measured = measureWindows(request, watched.watch(recording.samples(probe)));
  return { rails: measured, conditions: watched.values().map((values) => values.map((each) => resultOf(probe, each))) };
}

const resultOf = (probe: string, { condition, ...values }: ConditionValues): ConditionResult => ({
  probe,
  name: condition.name,
  quantity: condition.quantity,
  unit: condition.unit,
  ...values,
});
