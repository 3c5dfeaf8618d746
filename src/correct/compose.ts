import type { Correction, CurveErrors, Extent, Operating, OperatingColumns, Slopes } from "../core/correction.js";
import { type Curve, type CurveQuality, qualities } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import type { Model } from "../core/quantity.js";
import type { ErrorSource, Point, Rail } from "../core/rail.js";
import { absorbing, isThisSensor, type Owner } from "./absorb.js";
import { degreesOf } from "./degrees.js";
import { gainOffset } from "./gain-offset.js";
import { identity } from "./identity.js";
import { worst } from "./range.js";
import { regulator } from "./regulator.js";
import type { Stage } from "./stage.js";

/** Whose rail it is, and how its curves may be used. */
export interface CorrectionOptions extends Owner {
  readonly allowExtrapolation?: boolean;
}

/**
 * The correction of a rail by its curves: gain and offset of its sensor first, then over regulators from its point, up or
 * down as the curves lead. Throws POINT_MISMATCH for a curve that does not begin where the rail is, CONFIG for one that
 * lacks what the rail needs.
 */
export function correctionOf(curves: readonly Curve[], rail: Rail, options: CorrectionOptions): Correction {
  const stages = stagesOf(curves, rail, options.probe);
  const to = stages.at(-1)?.to;
  if (to === undefined) return identity(rail.point);
  requireRaw(stages);
  const absorbs = absorbing(stages, rail, options);
  const flags = stages.some((stage) => isForThisSensor(stage) && !isThisSensor(stage.curve, rail, options));
  return {
    curve: curves.map(({ id }) => id).join(" + "),
    from: rail.point,
    to,
    quality: least(curves),
    apply: (columns) => applyAll(stages, columns),
    at: (operating) => through(stages, operating).at(-1)?.powerW ?? operating.powerW,
    slopes: (operating) => slopesOf(stages, operating)[0] ?? none,
    errors: (operating, widen) => errorsOf(stages, operating, widen),
    outside: (extent) => outside(stages, extent),
    absorbs: (source: ErrorSource) => absorbs(source),
    allowExtrapolation: options.allowExtrapolation ?? false,
    flags: flags ? ["other-sensor"] : [],
  };
}

const none: Slopes = { powerW: 1, currentA: Number.NaN, voltageV: Number.NaN };

/** A chain is as good as its worst curve. */
const least = (curves: readonly Curve[]): CurveQuality =>
  qualities.find((quality) => curves.some((curve) => curve.quality === quality)) ?? "assumed";

/** A curve that was made for one sensor and holds for that sensor only. */
const isForThisSensor = (stage: Stage): boolean => stage.curve.kind === "gain-offset" || isPredictive(stage);

const isPredictive = ({ curve, from }: Stage): boolean =>
  curve.kind === "regulator" && curve.regression === "predictive" && curve.from === from;

/** A predictive curve was fitted to what its sensor shows: corrected first, the sensor's errors would be taken out twice. */
function requireRaw(stages: readonly Stage[]): void {
  const predictive = stages.find(isPredictive);
  const known = (predictive?.curve.measured?.instruments ?? []).map(({ calibration }) => calibration);
  const sensor = stages.find(({ curve }) => curve.kind === "gain-offset" && !known.includes(curve.id));
  if (predictive === undefined || sensor === undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `The predictive curve ${predictive.curve.id} holds the errors of its sensor, which ${sensor.curve.id} would take out once more`,
    `Leave ${sensor.curve.id} out; or, if ${predictive.curve.id} was fitted to corrected readings, name it there as the instrument's calibration`,
  );
}

function stagesOf(curves: readonly Curve[], rail: Rail, probe: string): readonly Stage[] {
  let at: Point = rail.point;
  let columns = ["current", "voltage"].every((of) => rail.columns.some(({ quantity }) => quantity === of));
  return curves.map((curve) => {
    if (at === "estimate") throw estimate(curve, rail, probe);
    if (curve.kind === "gain-offset") {
      if (curve.from !== at) throw elsewhere(curve, `${probe}/${rail.id}`, at);
      return gainOffset(curve, columns);
    }
    if (curve.from !== at && curve.to !== at) throw elsewhere(curve, `${probe}/${rail.id}`, at);
    const stage = regulator(curve, { columns, direction: curve.from === at ? "forward" : "inverse" });
    at = stage.to;
    columns = false;
    return stage;
  });
}

const elsewhere = ({ id, from, to }: Curve, rail: string, at: Point): MeasurementError =>
  new MeasurementError(
    "POINT_MISMATCH",
    `The curve ${id} leads from ${from} to ${to}, and ${rail} is measured at ${at}`,
    `Name a curve that begins or ends at ${at}, or leave ${rail} as it is`,
  );

const estimate = ({ id }: Curve, rail: Rail, probe: string): MeasurementError =>
  new MeasurementError(
    "POINT_MISMATCH",
    `${probe}/${rail.id} is an estimate, which no curve makes a measurement: ${id} cannot be used on it`,
    "Name the rail that the curve is for: --calibration PROBE/RAIL=CURVE",
  );

function applyAll(stages: readonly Stage[], columns: OperatingColumns): void {
  let rest = columns;
  for (const stage of stages) {
    stage.apply(rest);
    // behind a regulator there is another current at another voltage, which nobody measured
    if (stage.curve.kind !== "gain-offset") rest = { length: columns.length, powerW: columns.powerW };
  }
}

/** What goes into each stage, and at the end what comes out of the last. */
function through(stages: readonly Stage[], operating: Operating): readonly Operating[] {
  const points = [operating];
  for (const stage of stages) points.push(stage.at(points.at(-1) ?? operating));
  return points;
}

/** Slopes of the output by what goes into each stage, the last entry by the output itself. */
function slopesOf(stages: readonly Stage[], operating: Operating): readonly Slopes[] {
  const points = through(stages, operating);
  const out = points.at(-1) ?? operating;
  const slopes: Slopes[] = [{ powerW: 1, currentA: out.voltageV ?? Number.NaN, voltageV: out.currentA ?? Number.NaN }];
  for (let k = stages.length - 1; k >= 0; k--) {
    const [stage, point, after] = [stages[k], points[k], slopes[0]];
    if (stage !== undefined && point !== undefined && after !== undefined) slopes.unshift(stage.slopes(point, after));
  }
  return slopes;
}

function errorsOf(stages: readonly Stage[], operating: Operating, widen: number): CurveErrors {
  const points = through(stages, operating);
  const slopes = slopesOf(stages, operating);
  const all = stages.map((stage, k) => stage.errors(points[k] ?? operating, slopes[k + 1] ?? none, widen));
  const ratios = all.flatMap(({ ratio }) => ratio ?? []);
  return {
    sources: all.flatMap(({ sources }) => sources),
    shapes: all.flatMap(({ shapes }) => shapes),
    dof: all.flatMap(({ sources }, k) => (stages[k] === undefined ? [] : degreesOf(stages[k].curve, sources))),
    strained: all.some(({ strained }) => strained),
    ...(ratios.length > 0 && { ratio: productOf(ratios) }),
  };
}

const productOf =
  (models: readonly Model[]): Model =>
  (place) => {
    const bound = models.map((model) => model(place));
    return (deviations) => bound.reduce((product, one) => product * one(deviations), 1);
  };

/** Each stage rises with what goes in, so that the ends of an extent stay its ends. */
function outside(stages: readonly Stage[], extent: Extent) {
  const [lows, highs] = [through(stages, extent.low), through(stages, extent.high)];
  return worst(stages.map((stage, k) => stage.outside({ low: lows[k] ?? extent.low, high: highs[k] ?? extent.high })));
}
