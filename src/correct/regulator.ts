import type { Extent, Operating, Outside, Slopes } from "../core/correction.js";
import type { RegulatorCurve, TableCurve } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import { efficiency, inverseEfficiency } from "./efficiency.js";
import { inverseLoss } from "./inverse.js";
import { loss } from "./loss.js";
import { inversePhases, phases, phasesOf } from "./phases.js";
import { polynomialOf } from "./polynomial.js";
import { against, needsVoltage, outsideOf, worst } from "./range.js";
import type { Conversion, Stage } from "./stage.js";
import { inverseTable, table } from "./table.js";

type Converting = RegulatorCurve | TableCurve;

/** Over a regulator up, from its output to its input, or down again. */
export type Direction = "forward" | "inverse";

/** Whether the sensor gives current and voltage, and which way the curve is taken. */
interface Use {
  readonly columns: boolean;
  readonly direction: Direction;
}

/** A regulator's curve or table in one direction. Throws CONFIG where it lacks what this rail needs of it. */
export function regulator(curve: Converting, { columns, direction }: Use): Stage {
  const forward = direction === "forward";
  const voutV = curve.conditions?.voutV;
  if (needsOutputVoltage(curve) && voutV === undefined && !(forward && columns)) throw noVoltage(curve, forward);
  const conversion = forward ? upward(curve, voutV) : downward(curve, voutV ?? Number.NaN);
  return {
    curve,
    from: forward ? curve.from : curve.to,
    to: forward ? curve.to : curve.from,
    apply: (samples) => conversion.apply(samples),
    at: (operating) => ({ powerW: conversion.at(operating) }),
    slopes: (operating, after) => chained(conversion.slopes(operating), after),
    errors: (operating, after, widen) => {
      const errors = conversion.errors(operating, widen);
      return { ...errors, sources: errors.sources.map(([id, u]) => [id, u * after.powerW] as const) };
    },
    outside: (extent) => (forward ? outsideOf(curve, extent, voutV) : outsideBelow(curve, extent, conversion)),
  };
}

const chained = ({ powerW, currentA, voltageV }: Slopes, after: Slopes): Slopes => ({
  powerW: powerW * after.powerW,
  currentA: currentA * after.powerW,
  voltageV: voltageV * after.powerW,
});

function upward(curve: Converting, voutV: number | undefined): Conversion {
  if (curve.kind === "table") return table(curve, voutV);
  const { model, id } = curve;
  if (model.form === "efficiency") return efficiency(model, id);
  if (model.form === "loss") return loss(polynomialOf(model), { id, voutV });
  return phases(phasesOf(model.pieces, curve));
}

function downward(curve: Converting, voutV: number): Conversion {
  if (curve.kind === "table") return inverseTable(curve, voutV);
  const { model, id } = curve;
  if (model.form === "efficiency") return inverseEfficiency(model, id);
  if (model.form === "loss") return inverseLoss(polynomialOf(model), { id, voutV });
  return inversePhases(phasesOf(model.pieces, curve), voutV);
}

const needsOutputVoltage = (curve: Converting): boolean =>
  needsVoltage(curve) || (curve.kind === "regulator" && curve.model.form !== "efficiency");

const noVoltage = ({ id }: Converting, forward: boolean): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The curve ${id} goes by the current, and ${forward ? "its rail gives power only" : "its rail is at the input"}: conditions.voutV is missing`,
    `Add conditions.voutV, the voltage at the regulator's output in V, to the curve ${id}`,
  );

/** Backwards, the range is that of what comes out; below the loss without load nothing does. */
function outsideBelow(curve: Converting, { low, high }: Extent, conversion: Conversion): Outside | undefined {
  const out = (operating: Operating): Operating => ({ powerW: conversion.at(operating) });
  const terms = curve.kind === "regulator" && curve.model.form !== "efficiency" ? curve.model : undefined;
  const noLoadW = terms === undefined ? 0 : terms.form === "loss" ? terms.aW : (terms.pieces[0]?.aW ?? 0);
  const what = `power at ${curve.to}, which takes ${noLoadW} W without load,`;
  const below =
    terms && against({ what, unit: "W", range: [noLoadW, Number.POSITIVE_INFINITY], hard: true }, low.powerW, curve.id);
  return worst([below, outsideOf(curve, { low: out(low), high: out(high) }, curve.conditions?.voutV)]);
}
