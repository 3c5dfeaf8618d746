import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import { student95 } from "../../core/stats.js";
import { figureText, MISSING, plainText, rangeText } from "../../report/number.js";
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

/** A score is the mean squared error of steps left out, over the noise; without stated noise, over the input. */
function whyModel({ tried, model, diagnostics }: RegulatorFit, chosen: "auto" | "asked"): string {
  if (chosen === "asked") return "as asked";
  const best = tried.toSorted((a, b) => a.score - b.score)[0]?.model;
  const why = best === model ? "foretells left-out steps best" : `the simplest within one standard error of ${best}`;
  const known = diagnostics.goodness !== undefined;
  const missed = (score: number) => (known ? `${plainText(Math.sqrt(score), "")} u` : percent(Math.sqrt(score)));
  return `${why}; they are missed by ${tried.map((each) => `${missed(each.score)} (${each.model})`).join(", ")}`;
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
  const { goodness, scaledBy, lossR2, rmsRelative, maxRelative, cvRmsW } = diagnostics;
  const probability = (p: number) => (p < 1e-3 ? "< 0.001" : p.toFixed(3));
  return [
    ...(goodness ? [`chi2/nu ${plainText(goodness.chi2, "")}/${goodness.dof}, p ${probability(goodness.pValue)}`] : []),
    ...(scaledBy > 1 ? [`variances scaled by ${plainText(scaledBy, "")}`] : []),
    `residuals ${percent(rmsRelative)} rms, ${percent(maxRelative)} at most`,
    `left-out steps ${plainText(cvRmsW, "W")} rms${uModelW > 0 ? `, of it the model's own ${plainText(uModelW, "W")}` : ""}`,
    `R\u00b2 of the loss ${lossR2.toFixed(4)}`,
  ].join("; ");
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

function efficiencyRows(fit: RegulatorFit): readonly Row[] {
  const k = student95(fit.dof);
  const told = (at: ShapePoint) =>
    `${figureText({ value: at.efficiency, U95: k * at.uEfficiency }, "")} at ${plainText(at.currentA, "A")}`;
  const peak = peakOf(shapeOf(fit));
  const rows = shares.map((share) => {
    const at = shapeAtShare(fit, share);
    const of = `${100 * share} % of the largest current`;
    return at === undefined ? `${of}: below what was measured` : `${told(at)}, ${of}`;
  });
  return [
    ["efficiency", peak === undefined ? MISSING : `${told(peak)}, the peak; ${measuredPeak(fit)}`],
    ...rows.map((row): Row => ["", row]),
  ];
}

/** The best single point, which noise may have lifted. */
function measuredPeak({ points }: RegulatorFit): string {
  const measured = points.map(({ currentA, voltageV, inputW }) => ({ currentA, eta: (currentA * voltageV) / inputW }));
  const best = measured.reduce((a, b) => (b.eta > a.eta ? b : a), { currentA: Number.NaN, eta: 0 });
  return `the best point has ${best.eta.toPrecision(4)} at ${plainText(best.currentA, "A")}`;
}
