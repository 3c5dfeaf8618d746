import type { Finding } from "../../src/core/finding.js";
import type { Term } from "./models.js";
import type { Chosen } from "./regulator-describe.js";
import type { RegulatorFit } from "./regulator-fit.js";

const unitOf: Readonly<Record<Term, string>> = { a: " W", b: " V", c: " ohm", k: "" };
/** Full load over least load below which the loss terms cannot be told apart; judgement, after the simulation of 1.3. */
const WIDE_ENOUGH = 4;
const UNLIKELY = 0.01;

type Described = Omit<RegulatorFit, "findings">;

/** Relative; no instrument repeats itself as well, but a formula does. */
const ROUNDING = 1e-12;

const noScatter: Finding = {
  code: "no-scatter",
  severity: "degraded",
  message:
    "The points lie on the curve to the last digit, as computed ones do, and no uncertainties were given: those of this curve are none",
  remedy: "Give measured points, with the uncertainties of both meters",
};

/** What a reader of a fit has to know, in the order of its weight. */
export function findingsOf(from: Chosen, fit: Described): readonly Finding[] {
  return [
    ...negativeTerms(from, fit),
    ...narrow(fit),
    ...negativeSlope(fit),
    ...bends(fit),
    ...noise(fit),
    ...outliers(fit),
    ...leverage(fit),
    ...excluded(fit),
  ];
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

function negativeTerms({ chosen }: Chosen, { range }: Described): readonly Finding[] {
  const [low, high] = range.currentA;
  return chosen.negative.map(({ term, value }) => ({
    code: "term-negative",
    severity: "degraded",
    message: `Loss term ${term} came out at ${short(value)}${unitOf[term]} and was set to 0: ${short(low)} to ${short(high)} A is too narrow to tell the terms apart`,
    remedy: "Add points at lighter and at heavier load",
  }));
}

function narrow({ range, model }: Described): readonly Finding[] {
  const [low, high] = range.currentA;
  if (high >= WIDE_ENOUGH * low || model === "constant-eta") return [];
  return [
    {
      code: "range-narrow",
      severity: "note",
      message: `The load goes from ${short(low)} to ${short(high)} A only: outside of it the curve is worth little`,
      remedy: "Add a point near idle and one at full load",
    },
  ];
}

function negativeSlope({ regression, coefficients, efficiency }: Described): readonly Finding[] {
  if (regression === "structural" || efficiency !== undefined || coefficients.bV >= 0) return [];
  return [
    {
      code: "linear-term-negative",
      severity: "note",
      message: `The linear term is ${short(coefficients.bV)} V: below 0 it is no loss of its own, but shapes the curve, or takes up how the two meters differ`,
      remedy: "Use the curve with this sensor and within its range only",
    },
  ];
}

function bends({ diagnostics }: Described): readonly Finding[] {
  if (diagnostics.runsP >= UNLIKELY || diagnostics.points < 6) return [];
  return [
    {
      code: "residual-runs",
      severity: "degraded",
      message: `Neighbouring residuals have the same sign more often than chance allows (p = ${short(diagnostics.runsP)}): the regulator has a bend or a step that the curve has not`,
      remedy: "Look at the residuals; where they step, fit each mode or number of phases by itself",
    },
  ];
}

function noise({ diagnostics }: Described): readonly Finding[] {
  const { goodness, scaledBy, noiseFromResiduals } = diagnostics;
  if (goodness === undefined && (noiseFromResiduals ?? 0) < ROUNDING) return [noScatter];
  if (goodness === undefined)
    return [
      {
        code: "noise-unknown",
        severity: "note",
        message: `No uncertainties were given: the noise is taken from the residuals, ${short(100 * (noiseFromResiduals ?? 0))} % of the input power`,
        remedy: "Give the uncertainties of both meters, so that the fit can be judged",
      },
    ];
  if (scaledBy === 1) return [];
  const { chi2, dof, pValue } = goodness;
  return [
    {
      code: "covariance-scaled",
      severity: pValue < UNLIKELY ? "degraded" : "note",
      message: `The points scatter by chi2 ${short(chi2)} for ${dof} degrees of freedom (p = ${short(pValue)}): the covariance is multiplied by ${short(scaledBy)}`,
      remedy: "Check the uncertainties of the meters, and the residuals",
    },
  ];
}

/** The first few of some rows. */
const listed = (rows: readonly number[]): string =>
  rows.length <= 5 ? rows.join(", ") : `${rows.slice(0, 5).join(", ")} and ${rows.length - 5} more`;

function outliers({ diagnostics }: Described): readonly Finding[] {
  const rows = diagnostics.downWeightedRows;
  if (rows.length === 0) return [];
  return [
    {
      code: "points-down-weighted",
      severity: "note",
      message: `${rows.length} of ${diagnostics.points} points count less for lying far off (Huber): rows ${listed(rows)}`,
      remedy: "About one in six does in good data; look at these rows if there are more",
    },
  ];
}

function leverage({ diagnostics }: Described): readonly Finding[] {
  const rows = diagnostics.leverageRows;
  if (rows.length === 0) return [];
  return [
    {
      code: "leverage",
      severity: "note",
      message: `The curve follows rows ${listed(rows)} more than it can judge them`,
      remedy: "Add points near these loads",
    },
  ];
}

function excluded({ exclusions }: Described): readonly Finding[] {
  if (exclusions.length === 0) return [];
  const reasons = [...new Set(exclusions.map(({ reason }) => reason))];
  const counts = reasons.map((reason) => `${exclusions.filter((one) => one.reason === reason).length} ${reason}`);
  return [
    {
      code: "rows-excluded",
      severity: "note",
      message: `${exclusions.length} rows were not used (${counts.join(", ")}): ${listed(exclusions.map(({ row }) => row))}`,
      remedy: "The list of exclusions says why for each row",
    },
  ];
}
