import { type Correction, onePoint } from "../core/correction.js";
import type { Curve } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { Point, Rail } from "../core/rail.js";
import type { RecordedProbe } from "../core/recording.js";
import { assignCurves, type CurveChain } from "../correct/assign-curves.js";
import { correctionOf } from "../correct/compose.js";
import type { CalibratedRail } from "../correct/curve-scope.js";
import { identity } from "../correct/identity.js";
import { toldApart } from "../correct/told-apart.js";
import { towards } from "../correct/towards.js";
import type { Calibration } from "./calibration.js";
import { requireSame } from "./same-power.js";
import type { SummarizeOptions } from "./summarize-recording.js";

/** Rails by probe, of a recording or of open instruments. */
export type CalibratedProbe = Pick<RecordedProbe, "name" | "device" | "rails" | "totals">;

/**
 * The correction of every rail, and what a reader has to know about it. Throws UNKNOWN_NAME, POINT_MISMATCH or CONFIG for
 * curves that these rails cannot be corrected by, and for totals whose parts would end up at several points: before a
 * run, not after it. `host` is the computer of the probes: a curve fitted to a sensor holds that sensor's errors on that one.
 */
export function planCalibration(
  calibration: Calibration,
  probes: readonly CalibratedProbe[],
  host?: string,
): SummarizeOptions {
  const { point, allowExtrapolation, same = [] } = calibration;
  const curves = toldApart(calibration.curves);
  if (curves.length === 0 && point === undefined) {
    requireSame(same, probes, (_, rail) => identity(rail.point));
    return { same };
  }
  const rails = probes.flatMap(calibratedRails);
  const { chains, findings } = assignCurves(point === undefined ? curves : towards(curves, rails, point), rails);
  const plans = probes.flatMap(({ name: probe, rails: own }) =>
    own.map((rail) => {
      const used = curvesOf(chains, probe, rail);
      return { probe, rail, used, correction: correctionOf(used, rail, { probe, host, allowExtrapolation }) };
    }),
  );
  for (const plan of plans) requirePoint(plan, point);
  for (const probe of probes) requireTotals(probe, plans);
  const correctionIn = (probe: string, rail: Rail) => {
    const found = plans.find((plan) => plan.probe === probe && plan.rail.id === rail.id);
    return found?.correction ?? correctionOf([], rail, { probe });
  };
  requireSame(same, probes, correctionIn);
  return {
    same,
    correctionOf: correctionIn,
    findings: [...findings, ...assumed(plans), ...plans.flatMap(otherSensor)],
  };
}

interface RailPlan {
  readonly probe: string;
  readonly rail: Rail;
  readonly used: readonly Curve[];
  readonly correction: Correction;
}

const calibratedRails = ({ name: probe, device, rails }: CalibratedProbe): readonly CalibratedRail[] =>
  rails.map(({ id, point, note }) => ({ probe, id, point, device, note }));

const curvesOf = (chains: readonly CurveChain[], probe: string, { id }: Rail): readonly Curve[] =>
  chains.find((chain) => chain.probe === probe && chain.rail === id)?.steps.map(({ curve }) => curve) ?? [];

/** Every rail is where it is wanted; no curve brings an estimate anywhere. */
function requirePoint({ probe, rail, correction: { to } }: RailPlan, point: Point | undefined): void {
  if (point === undefined || to === point) return;
  const name = `${probe}/${rail.id}`;
  throw new MeasurementError(
    "POINT_MISMATCH",
    `${name} is at ${to}, and --point asks for ${point}: no curve brings it there`,
    to === "estimate"
      ? "An estimate is never brought to a point of a measurement: leave its probe or --point out"
      : `Add a curve from ${to} to ${point}, or back: --calibration ${name}=CURVE`,
  );
}

function requireTotals({ name, totals }: CalibratedProbe, plans: readonly RailPlan[]): void {
  for (const { parts } of totals) {
    const own = plans.filter(({ probe, rail }) => probe === name && parts.includes(rail.id));
    if (own.length > 0) onePoint(own.map(({ rail, correction }) => ({ name: rail.id, point: correction.to })));
  }
}

/** A curve that nobody measured is named once, with the rails that rest on it. */
function assumed(plans: readonly RailPlan[]): readonly Finding[] {
  const curves = new Set(plans.flatMap(({ used }) => used.filter(({ quality }) => quality === "assumed")));
  return [...curves].map(({ id, source }) => {
    const rails = plans.filter(({ used }) => used.some((curve) => curve.id === id));
    return {
      code: "assumed-curve",
      severity: "note",
      message: `${rails.map(({ probe, rail }) => `${probe}/${rail.id}`).join(", ")} corrected by ${id}, which is assumed: ${source}`,
      remedy: "Measure the curve with `joulemark calibrate`; its assumed width is in the uncertainty",
    };
  });
}

/** A curve made for one sensor absorbs that sensor's errors, not those of another. */
function otherSensor({ probe, rail, correction: { flags, curve } }: RailPlan): readonly Finding[] {
  if (!flags.includes("other-sensor")) return [];
  return [
    {
      code: "other-sensor",
      severity: "note",
      message: `${curve} does not say that it was measured with ${probe}/${rail.id}: this sensor's own errors count too`,
      remedy: `Name ${probe}/${rail.id} under measured.instruments of the curve, if it was`,
      probe,
      rail: rail.id,
    },
  ];
}
