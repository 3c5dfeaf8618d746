import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import { student95 } from "../../core/stats.js";
import { figureText, plainText, rangeText } from "../../report/number.js";
import { counted } from "../../report/text.js";
import { peakOf, type ShapePoint, shapeAtShare, shapeOf } from "./regulator-shape.js";
import type { Row } from "./summary.js";

const formulas: Readonly<Record<RegulatorFit["model"], string>> = {
  "constant-eta": "P_in = P_out / eta",
  linear: "P_in = P_out + a + b I",
  quadratic: "P_in = P_out + a + b I + c I\u00b2",
};

/** Shares of the largest current at which the efficiency is told. */
const shares = [0.1, 0.5, 1];

/** What was fitted, how well, and the efficiencies that come out of it. */
export function regulatorRows(fit: RegulatorFit, chosen: "auto" | "asked"): readonly Row[] {
  return [
    ["points", pointsText(fit)],
    ["model", `${formulas[fit.model]} (${fit.model}, ${fit.regression}): ${whyModel(fit, chosen)}`],
    ...coefficientRows(fit),
    ["fit", goodnessText(fit)],
    ...efficiencyRows(fit),
  ];
}

function pointsText({ diagnostics, range, exclusions }: RegulatorFit): string {
  const left = exclusions.length === 0 ? "" : `; ${exclusions.length} left out`;
  const { points, loads } = diagnostics;
  const [current, input] = [rangeText(...range.currentA, "A"), rangeText(...range.inputW, "W")];
  return `${counted(points, "point")} at ${counted(loads, "load")}, ${current} out, ${input} in${left}`;
}

/** Scores are mean squared errors of steps left out, in units of the noise. */
function whyModel({ tried, model }: RegulatorFit, chosen: "auto" | "asked"): string {
  if (chosen === "asked") return "as asked";
  const scores = tried.map((each) => `${each.model} ${plainText(each.score, "")}`).join(", ");
  const best = tried.toSorted((a, b) => a.score - b.score)[0]?.model;
  const why = best === model ? "it foretells left-out steps best" : `the simplest within one standard error of ${best}`;
  return scores === "" ? why : `${why} (error\u00b2 over noise\u00b2: ${scores})`;
}

function coefficientRows({ model, coefficients, covariance, efficiency, dof }: RegulatorFit): readonly Row[] {
  const k = student95(dof);
  if (efficiency !== undefined) return [["eta", figureText({ value: efficiency.eta, U95: k * efficiency.u }, "")]];
  const { aW, bV, cOhm } = coefficients;
  const all = [
    ["a", aW, "W"],
    ["b", bV, "V"],
    ["c", cOhm, "ohm"],
  ] as const;
  return all.slice(0, model === "linear" ? 2 : 3).map(([name, value, unit], i): Row => {
    const u = Math.sqrt(Math.max(0, covariance[i]?.[i] ?? Number.NaN));
    return [
      name,
      value === 0 && u === 0 ? `0 ${unit} (it came out negative)` : figureText({ value, U95: k * u }, unit),
    ];
  });
}

function goodnessText({ diagnostics, uModelW }: RegulatorFit): string {
  const { goodness, scaledBy, lossR2, rmsRelative, maxRelative, cvRmsW, noiseFromResiduals } = diagnostics;
  const chi2 =
    goodness === undefined
      ? `no uncertainties were given: ${percent(noiseFromResiduals ?? rmsRelative)} of the input is taken from the residuals`
      : `chi2/nu ${plainText(goodness.chi2, "")}/${goodness.dof}, p ${goodness.pValue < 1e-3 ? "< 0.001" : goodness.pValue.toFixed(3)}`;
  const scaled = scaledBy > 1 ? `; variances scaled by ${plainText(scaledBy, "")}` : "";
  const model = uModelW > 0 ? `; of the model ${plainText(uModelW, "W")}` : "";
  const residuals = `residuals ${percent(rmsRelative)} rms, ${percent(maxRelative)} at most`;
  return `${chi2}${scaled}; ${residuals}; left-out steps ${plainText(cvRmsW, "W")} rms${model}; R\u00b2 of the loss ${lossR2.toFixed(4)}`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

function efficiencyRows(fit: RegulatorFit): readonly Row[] {
  const k = student95(fit.dof);
  const told = (at: ShapePoint) =>
    `${figureText({ value: at.efficiency, U95: k * at.uEfficiency }, "")} at ${plainText(at.currentA, "A")}`;
  const peak = peakOf(shapeOf(fit));
  const rows = shares.map((share) => {
    const at = shapeAtShare(fit, share);
    const of = `${100 * share} % of the range's end`;
    return at === undefined ? `below what was measured: ${of}` : `${told(at)}: ${of}`;
  });
  return [["efficiency", peak === undefined ? "" : `peak ${told(peak)}`], ...rows.map((row): Row => ["", row])];
}
