import { columnsOf } from "../core/rail.js";
import type { RecordedProbe } from "../core/recording.js";
import type { ConditionResult } from "../core/result.js";
import { identity } from "../correct/identity.js";
import { Conditions, type ConditionValues } from "../energy/conditions.js";
import { measureWindows } from "../energy/measure.js";
import { spacingOf } from "../energy/spacing.js";
import type { RailEnergy, Span } from "../energy/span.js";
import type { DeviceClock } from "../sync/device-clock.js";
import { retimed } from "../sync/retimed.js";
import { clockErrorsOf } from "./summarize-clocks.js";
import type { RecordingToSummarize, SummarizeOptions } from "./summarize-recording.js";

/** What one probe recorded, by window: its rails and its conditions. */
export interface MeasuredProbe {
  readonly rails: readonly (readonly RailEnergy[])[];
  readonly conditions: readonly (readonly ConditionResult[])[];
}

/** Which windows, and how. */
interface Wanted extends SummarizeOptions {
  readonly spans: readonly Span[];
  /** Of an instrument that has one. */
  readonly clock: DeviceClock | undefined;
}

/** One probe's samples, read once, in every window. */
export function measureProbe(
  recording: RecordingToSummarize,
  { name: probe, rails, conditions = [] }: RecordedProbe,
  { spans, clock, correctionOf }: Wanted,
): MeasuredProbe {
  const watched = new Conditions({ conditions, first: columnsOf(rails).length, spans });
  const samples = () => {
    const recorded = recording.samples(probe);
    return clock === undefined ? recorded : retimed(recorded, clock);
  };
  const request = {
    probe,
    rails,
    spans,
    spacing: spacingOf(samples()),
    ...(clock !== undefined && { clockErrors: clockErrorsOf(probe, clock) }),
    correctionOf: (rail: RailEnergy["rail"]) => correctionOf?.(probe, rail) ?? identity(rail.point),
  };
  const measured = measureWindows(request, watched.watch(samples()));
  return { rails: measured, conditions: watched.values().map((values) => values.map((each) => resultOf(probe, each))) };
}

const resultOf = (probe: string, { condition, ...values }: ConditionValues): ConditionResult => ({
  probe,
  name: condition.name,
  quantity: condition.quantity,
  unit: condition.unit,
  ...values,
});
