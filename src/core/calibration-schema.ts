import * as z from "zod";
import { curveSchema } from "./curve-schema.js";
import { findingSchema, verdictSchema } from "./figure-schema.js";

/** JSON has no NaN and no infinity: null stands for both. */
const number = z.number().nullable();
const interval = z.tuple([number, number]);
const goodness = z.strictObject({ chi2: number, dof: number, pValue: number }).exactOptional();
const eta = z.strictObject({ value: number, u: number, U95: number }).nullable();
const rows = z.array(z.number()).describe("Rows as given, from 0");

const diagnosticsSchema = z
  .strictObject({
    points: z.number(),
    parameters: z.number(),
    steps: z.number(),
    loads: number.describe("Loads that differ by more than 1 % of the largest"),
    goodness,
    scaledBy: number.describe("What the covariance was multiplied by"),
    noiseFromResiduals: number.exactOptional(),
    lossR2: number,
    rmsRelative: number,
    maxRelative: number,
    cvRmsW: number.describe("Root mean square error of points left out with their step"),
    runsP: number,
    leverageRows: rows,
    downWeightedRows: rows,
  })
  .meta({ id: "RegulatorDiagnostics", description: "How well a regulator's fit follows its points" });

const regulatorPoint = z.strictObject({
  where: z.string(),
  currentA: number,
  voltageV: number,
  inputW: number,
  residualW: number,
  uW: number,
});

const sensorFitSchema = z
  .strictObject({
    gain: number,
    offset: number,
    covariance: z.array(z.array(number)).describe("Of gain and offset"),
    uReferenceGain: number,
    dof: number.describe("Degrees of freedom; null without end, where the noise was given"),
    goodness,
    scaledBy: number,
    linearity: z
      .strictObject({ quadratic: number, t: number, limit: number, isLinear: z.boolean(), bow: number })
      .exactOptional(),
    r2: number,
    rms: number,
    range: z.strictObject({ raw: interval, reference: interval }),
    points: z.array(z.strictObject({ where: z.string(), raw: number, reference: number, residual: number })),
    exclusions: z.array(z.strictObject({ row: z.number(), reason: z.string(), message: z.string() })),
    findings: z.array(findingSchema),
  })
  .meta({ id: "SensorFit", description: "A sensor against a reference: true = gain (raw - offset)" });

/** Schema of `joulemark/calibration/v1`: what `calibrate --json` says, of a regulator or of a sensor (`fit`). */
export const calibrationSchema = z
  .strictObject({
    schema: z.literal("joulemark/calibration/v1"),
    verdict: z.enum(["refused", ...verdictSchema.options]),
    findings: z.array(findingSchema),
    curve: curveSchema.nullable().describe("Null where it was refused"),
    leftOut: z.array(z.strictObject({ where: z.string(), message: z.string() })),
    diagnostics: diagnosticsSchema.exactOptional(),
    tried: z.array(z.strictObject({ model: z.string(), score: number, error: number })).exactOptional(),
    range: z
      .strictObject({
        currentA: interval,
        voltageV: interval,
        outputW: interval,
        inputW: interval,
        inputVoltageV: interval.exactOptional(),
      })
      .exactOptional()
      .describe("Of the points' means; the curve has its own"),
    efficiency: z
      .strictObject({
        peak: z.strictObject({ currentA: number, eta }).nullable(),
        at: z.array(z.strictObject({ shareOfRange: z.number(), currentA: number.exactOptional(), eta })),
      })
      .exactOptional(),
    points: z.array(regulatorPoint).exactOptional(),
    fit: sensorFitSchema.exactOptional(),
    files: z.strictObject({ curve: z.string().exactOptional(), plot: z.string().exactOptional() }),
  })
  .meta({ title: "joulemark/calibration/v1", description: "What a calibration came to" });
