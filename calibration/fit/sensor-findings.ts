import type { Finding } from "../../src/core/finding.js";
import type { SensorFit } from "./sensor.js";
import type { UsableSensorPoints } from "./sensor-points.js";
import { theilSen } from "./theil-sen.js";

/** A gain beyond this factor is a unit taken for another more often than a bad sensor. */
const LIKELY_GAIN = 2;
const ENOUGH_FOR_ROBUST = 8;
/** Of good points the two lines differ by about a third of u. */
const FAR = 2;
const UNLIKELY = 0.01;

type Described = Omit<SensorFit, "findings">;

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** What a reader of a sensor's fit has to know. */
export const sensorFindings = (fit: Described, points: UsableSensorPoints): readonly Finding[] => [
  ...gain(fit),
  ...outliers(fit, points),
  ...bow(fit),
  ...noise(fit, points),
  ...excluded(fit),
];

function gain(fit: Described): readonly Finding[] {
  if (fit.gain <= LIKELY_GAIN && fit.gain >= 1 / LIKELY_GAIN) return [];
  return [
    {
      code: "gain-unlikely",
      severity: "degraded",
      message: `The gain is ${short(fit.gain)}: are both columns in the same unit?`,
      remedy: "Give both in the same SI unit",
    },
  ];
}

/** A line that bears outliers goes elsewhere than the fitted one. */
function outliers(fit: Described, { raw, reference }: UsableSensorPoints): readonly Finding[] {
  const sturdy = raw.length < ENOUGH_FOR_ROBUST ? undefined : theilSen(raw, reference);
  const u = Math.sqrt(fit.covariance[0]?.[0] ?? Number.NaN);
  if (sturdy === undefined || !(Math.abs(sturdy.slope - fit.gain) > FAR * u)) return [];
  return [
    {
      code: "outliers",
      severity: "degraded",
      message: `The median of slopes between points is ${short(sturdy.slope)}, and the fitted gain ${short(fit.gain)} with u ${short(u)}: some points pull the line away`,
      remedy: "Look at the residuals, and measure again where they are large",
    },
  ];
}

function bow({ linearity }: Described): readonly Finding[] {
  if (linearity === undefined || linearity.isLinear) return [];
  return [
    {
      code: "not-linear",
      severity: "degraded",
      message: `The sensor is no line: a quadratic term has t = ${short(linearity.t)}, and bends it by ${short(linearity.bow)} over the range`,
      remedy: "Use a narrower range, or a table",
    },
  ];
}

function noise({ goodness, scaledBy }: Described, { isNoiseKnown }: UsableSensorPoints): readonly Finding[] {
  if (!isNoiseKnown)
    return [
      {
        code: "noise-unknown",
        severity: "note",
        message: "No uncertainties were given: the noise is taken from the residuals, all of it the reference's",
        remedy: "Give the uncertainties of both, so that the fit can be judged",
      },
    ];
  if (goodness === undefined || scaledBy === 1) return [];
  const { chi2, dof, pValue } = goodness;
  return [
    {
      code: "covariance-scaled",
      severity: pValue < UNLIKELY ? "degraded" : "note",
      message: `The points scatter by chi2 ${short(chi2)} for ${dof} degrees of freedom (p = ${short(pValue)}): the covariance is multiplied by ${short(scaledBy)}`,
      remedy: "Check the uncertainties, and the residuals",
    },
  ];
}

function excluded({ exclusions }: Described): readonly Finding[] {
  if (exclusions.length === 0) return [];
  return [
    {
      code: "rows-excluded",
      severity: "note",
      message: `${exclusions.length} rows were not used; the first, row ${exclusions[0]?.row}: ${exclusions[0]?.message}`,
      remedy: "The list of exclusions says why for each row",
    },
  ];
}
