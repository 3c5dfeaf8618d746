import type { Curve } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import { didYouMean } from "../core/nearest.js";
import { appliesTo, type CalibratedRail, wordsOfScope } from "./curve-scope.js";

/** A curve the user asked for; with `probe` and `rail` for that one rail, else for every rail it fits. */
export interface ChosenCurve {
  readonly curve: Curve;
  readonly probe?: string | undefined;
  readonly rail?: string | undefined;
}

/** A curve in use: `inverse` brings power from its `to` back to its `from`. */
export interface CurveStep {
  readonly curve: Curve;
  readonly direction: "forward" | "inverse";
}

/** The curves of one rail in the order in which they are applied: what corrects the sensor, then what leaves the point. */
export interface CurveChain {
  readonly probe: string;
  readonly rail: string;
  readonly steps: readonly CurveStep[];
}

/** Every rail that has curves, and what a reader has to know about them. */
export interface Assignment {
  readonly chains: readonly CurveChain[];
  readonly findings: readonly Finding[];
}

/**
 * Which curves hold for which rail. A curve for a named rail stands in place of one of its kind for every rail; two of one
 * kind that are equally near are refused. Throws UNKNOWN_NAME, POINT_MISMATCH or CONFIG.
 */
export function assignCurves(chosen: readonly ChosenCurve[], rails: readonly CalibratedRail[]): Assignment {
  const uses = chosen.flatMap((choice) => targetsOf(choice, rails).map((rail) => useOf(choice, rail, rails)));
  const chains = rails.flatMap((rail) => {
    const own = uses.filter((use) => use.rail === rail);
    return own.length === 0 ? [] : [{ probe: rail.probe, rail: rail.id, steps: chainOf(own, rail) }];
  });
  const used = new Set(chains.flatMap(({ steps }) => steps));
  return { chains, findings: uses.flatMap(({ step, finding }) => (used.has(step) && finding ? [finding] : [])) };
}

/** `PROBE/RAIL`, as it is written. */
const nameOf = ({ probe, id }: CalibratedRail): string => `${probe}/${id}`;

/** The rails a choice is for. Throws where there is none. */
function targetsOf({ curve, probe, rail }: ChosenCurve, rails: readonly CalibratedRail[]): readonly CalibratedRail[] {
  if (probe !== undefined && rail !== undefined) {
    const named = rails.find((one) => one.probe === probe && one.id === rail);
    if (named === undefined) throw unknownRail(`${probe}/${rail}`, rails.map(nameOf));
    return [named];
  }
  const own = rails.filter((one) => appliesTo(curve, one, rails));
  if (own.length === 0) throw ofNoRail(curve, rails);
  if (curve.appliesTo !== undefined) return own;
  const atFrom = own.filter(({ point }) => point === curve.from);
  const [first] = own;
  if (atFrom.length === 0 && first !== undefined) throw wrongPoint(curve, first);
  return atFrom;
}

interface Use {
  readonly rail: CalibratedRail;
  readonly step: CurveStep;
  readonly named: boolean;
  readonly finding: Finding | undefined;
}

function useOf(choice: ChosenCurve, rail: CalibratedRail, rails: readonly CalibratedRail[]): Use {
  const { curve } = choice;
  if (rail.point !== curve.from && rail.point !== curve.to) throw wrongPoint(curve, rail);
  const direction = rail.point === curve.from ? "forward" : "inverse";
  const finding = appliesTo(curve, rail, rails) ? undefined : ofAnotherRail(curve, rail);
  return { rail, step: { curve, direction }, named: choice.rail !== undefined, finding };
}

/** What may be there once for a rail: each sensor quantity's correction, and one way from its point to another. */
const taskOf = (curve: Curve): string =>
  curve.kind === "gain-offset" ? `correct its ${curve.of}` : "bring it to another point";

function chainOf(uses: readonly Use[], rail: CalibratedRail): readonly CurveStep[] {
  const nearest = uses.filter(
    (use) => use.named || !uses.some((other) => other.named && taskOf(other.step.curve) === taskOf(use.step.curve)),
  );
  for (const [index, { step }] of nearest.entries()) {
    const other = nearest.slice(0, index).find((use) => taskOf(use.step.curve) === taskOf(step.curve));
    if (other !== undefined) throw twice(rail, other.step.curve, step.curve);
  }
  const steps = nearest.map(({ step }) => step);
  const sensors = steps.filter(({ curve }) => curve.kind === "gain-offset");
  return [...sensors, ...steps.filter(({ curve }) => curve.kind !== "gain-offset")];
}

const unknownRail = (name: string, names: readonly string[]): MeasurementError =>
  new MeasurementError(
    "UNKNOWN_NAME",
    `There is no rail ${JSON.stringify(name)} to calibrate${didYouMean(name, names)}`,
    `The rails are: ${names.join(", ")}`,
  );

function ofNoRail(curve: Curve, rails: readonly CalibratedRail[]): MeasurementError {
  const named = rails.map((rail) => `--calibration ${nameOf(rail)}=CURVE`).join(", ");
  if (named === "")
    return new MeasurementError(
      "UNKNOWN_NAME",
      `There is no rail for the curve ${curve.id}`,
      "Name a probe that has rails",
    );
  return new MeasurementError(
    "UNKNOWN_NAME",
    `The curve ${curve.id} is for ${wordsOfScope(curve)}, and no rail here is that`,
    `To use it all the same name the rail: ${named}`,
  );
}

function wrongPoint(curve: Curve, rail: CalibratedRail): MeasurementError {
  const leads = curve.from === curve.to ? `corrects at ${curve.from}` : `leads from ${curve.from} to ${curve.to}`;
  const backwards = rail.point === curve.to ? `--calibration ${nameOf(rail)}=CURVE uses it backwards; or name` : "Name";
  return new MeasurementError(
    "POINT_MISMATCH",
    `The curve ${curve.id} ${leads}; ${nameOf(rail)} is measured at ${rail.point}`,
    `${backwards} a curve from ${rail.point}, or a rail at ${curve.from}`,
  );
}

const twice = (rail: CalibratedRail, one: Curve, other: Curve): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The curves ${one.id} and ${other.id} both ${taskOf(one)}: ${nameOf(rail)} takes one`,
    `Leave one of them out, or give each its rail: --calibration ${nameOf(rail)}=CURVE`,
  );

const ofAnotherRail = (curve: Curve, rail: CalibratedRail): Finding => ({
  code: "curve-of-another-rail",
  severity: "degraded",
  message: `The curve ${curve.id} is for ${wordsOfScope(curve)}, and was used for ${nameOf(rail)}`,
  remedy: "Calibrate this rail, `joulemark calibrate --help`, or leave the curve out",
  probe: rail.probe,
  rail: rail.id,
});
