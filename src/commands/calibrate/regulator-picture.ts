import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import { plotRegulator } from "../../../calibration/plot/regulator.js";
import { student95 } from "../../core/stats.js";
import { shapeOf } from "./regulator-shape.js";

/** The picture of a fit, as SVG. Without stated uncertainties the bars show what the residuals tell of the noise. */
export function regulatorPicture(fit: RegulatorFit, title: string, lines: readonly string[]): string {
  const shape = shapeOf(fit);
  const guessed = fit.diagnostics.noiseFromResiduals ?? 0;
  const points = fit.points.map(({ currentA, voltageV, inputW, residualW, uW }) => ({
    currentA,
    outputW: currentA * voltageV,
    inputW,
    uW: Number.isFinite(uW) ? uW : guessed * inputW,
    fittedW: inputW - residualW,
  }));
  return plotRegulator({
    title,
    lines,
    points,
    fit: {
      currentA: shape.map(({ currentA }) => currentA),
      lossW: shape.map(({ lossW }) => lossW),
      efficiency: shape.map(({ efficiency }) => efficiency),
      uLossW: shape.map(({ uInputW }) => uInputW),
      uEfficiency: shape.map(({ uEfficiency }) => uEfficiency),
      k: student95(fit.dof),
    },
  });
}
