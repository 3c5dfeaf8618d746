import { pairPoints } from "../../../calibration/pair/points.js";
import { type Aligned, findSteps } from "../../../calibration/pair/steps.js";
import { MeasurementError } from "../../core/error.js";
import type { Point } from "../../core/rail.js";
import type { Seconds } from "../../core/units.js";
import { markedSteps } from "./load-steps.js";
import { gainOf, offsetOf } from "./rail-errors.js";
import { nameOf } from "./rail-word.js";
import { instrumentId, meansOf, type RailPair, type RecordedRail, recordedPair } from "./recorded-rails.js";
import { pointsOf, scatterOf, sideOf } from "./regulator-pairs.js";
import type { Instrument, RegulatorSource } from "./source.js";
import { drift, found, stepOptions, whereOf } from "./step-words.js";

/** Two rails of recordings, and what their user says of them. */
export interface RecordedRequest {
  /** `RUN[:PROBE/RAIL]` of the input and of the output side. */
  readonly pre: string;
  readonly post: string;
  /** Where recordings are looked for. */
  readonly parent: string;
  readonly from?: Point;
  readonly to?: Point;
  /** Of an output rail that gives power only. */
  readonly voutV?: number;
  /** The shortest time a load was held, where the recording marks no steps. */
  readonly dwellS: Seconds;
  readonly instruments: readonly Instrument[];
}

/** Points of a regulator from what was recorded on both of its sides. Throws UNKNOWN_NAME, CONFIG, NO_DATA, CANNOT_ALIGN. */
export function regulatorFromRecordings(request: RecordedRequest): RegulatorSource {
  const pair = recordedPair(request.parent, {
    first: { flag: "--post", word: request.post, point: request.from ?? "regulator-output" },
    second: { flag: "--pre", word: request.pre, point: request.to ?? "regulator-input" },
  });
  const { first: post, second: pre, alignment } = pair;
  if (nameOf(post) === nameOf(pre) && post.recording.folder === pre.recording.folder) throw sameRail(nameOf(pre));
  const side = sideOf(post, request.voutV);
  const traces: readonly Aligned[] = [
    ...side.traces.map((trace) => ({ trace, lagS: 0 })),
    { trace: pre.samples.power, lagS: alignment.lagS },
  ];
  const marked = markedSteps([...post.recording.marks], pair.zero);
  const windows = marked.length > 0 ? marked : findSteps(traces, { minDwellS: request.dwellS });
  const { points, excluded } = pairPoints(traces, windows, stepOptions(windows, request.dwellS, marked.length > 0));
  const paired = pointsOf(points, side, pre.rail);
  return {
    points: paired,
    scatter: scatterOf(points, side),
    gains: { input: gainOf(pre.rail, ["power", "voltage", "current", "energy"]), ...side.gains },
    uInputOffsetW: offsetOf(pre.rail, meansOf(pre)),
    uOutputOffsetW: offsetOf(post.rail, meansOf(post)),
    ...provenance(pair, request),
    whereOf: (row) => whereOf(points[row]),
    leftOut: excluded.map((step) => ({ where: whereOf(step), message: step.reason })),
    findings: [...pair.findings, ...drift(points), ...found(windows, marked)],
  };
}

function provenance({ first: post, second: pre }: RailPair, { from, to, instruments }: RecordedRequest) {
  const named = (measures: "input" | "output", rail: RecordedRail): Instrument =>
    instruments.find((each) => each.measures === measures) ?? {
      measures,
      id: instrumentId(rail),
    };
  const ids = [...new Set([pre.recording.manifest.id, post.recording.manifest.id])].join(" and ");
  return {
    source: `recording ${ids}: ${nameOf(pre)} over ${nameOf(post)}`,
    quality: "paired-live" as const,
    instruments: [named("input", pre), named("output", post)],
    from: from ?? post.rail.point,
    to: to ?? pre.rail.point,
    appliesTo: { board: post.probe.device, probe: post.probe.name, rail: post.rail.id },
  };
}

const sameRail = (name: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `--pre and --post both name ${name}`,
    "Name the rail before the regulator and the one after it",
  );
