import * as z from "zod";
import { problemOfCovariance } from "./covariance.js";
import { qualities } from "./curve.js";
import { keysOfGain } from "./curve-gain.js";
import { points } from "./rail.js";

/** What is said of a value that was not given. */
const missing =
  (what: string) =>
  ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing; it ${what}` : undefined;

const words = (meaning: string) => z.string().min(1, "must not be empty").describe(meaning);

/** From the die up to the wall: a regulator's curve always leads up. */
const upstream = ["die-model", "regulator-output", "regulator-input", "supply-output", "wall"] as const;
const rank = (point: string): number => (upstream as readonly string[]).indexOf(point);

const interval = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, "must be [lowest, highest], the lowest first");

const range = z
  .strictObject({
    currentA: interval.optional().describe("Current at the point `from`, A"),
    voltageV: interval.optional().describe("Voltage at the point `from`, V"),
    powerW: interval.optional().describe("Power at the point `from`, W"),
  })
  .refine((given) => Object.keys(given).length > 0, "names no quantity: give currentA, voltageV or powerW")
  .describe("Where the curve was measured; outside of it the curve refuses");

/** A covariance matrix in the order that `order` names. */
function covariance(order: readonly string[]) {
  const size = order.length;
  const error = `must be ${size} rows of ${size} numbers, in the order ${order.join(", ")}`;
  return z
    .array(z.array(z.number()).length(size, { error }), { error: missing(error) })
    .length(size, { error })
    .superRefine((matrix, { addIssue }) => {
      const problem = problemOfCovariance(matrix);
      if (problem !== undefined) addIssue({ code: "custom", ...problem });
    })
    .describe(`Covariance of ${order.join(", ")}, in the products of their units`);
}

/** P_in = P_out + a + b I + c I^2 (measurement.md 1.1). */
const lossTerms = {
  aW: z.number().min(0, "must not be negative: power lost without load").describe("Loss without load, W"),
  bV: z
    .number()
    .describe(
      "Loss that grows with the current, V; below 0 only where a predictive curve takes up how its meters differ",
    ),
  cOhm: z.number().min(0, "must not be negative").describe("Loss that grows with the current squared, ohm"),
  covariance: covariance(["aW", "bV", "cOhm"]),
  uModelW: z.number().min(0).default(0).describe("Standard uncertainty of the model itself, W (measurement.md 1.5)"),
};

const model = z.discriminatedUnion("form", [
  z
    .strictObject({
      form: z.literal("efficiency"),
      eta: z.number().gt(0, "must be above 0").max(1, "must be at most 1: nothing gives more than it takes"),
      halfWidth: z.number().gt(0).lt(1).optional().describe("Half-width of eta's rectangular interval"),
      u: z.number().gt(0).lt(1).optional().describe("Standard uncertainty of eta"),
    })
    .refine(({ halfWidth, u }) => (halfWidth === undefined) !== (u === undefined), "needs halfWidth or u, one of them")
    .refine(({ eta, halfWidth = 0 }) => eta > 1 || (eta - halfWidth > 0 && eta + halfWidth <= 1), {
      path: ["halfWidth"],
      error: "leaves eta - halfWidth to eta + halfWidth outside of 0 to 1",
    })
    .describe("One efficiency at every load: P_in = P_out / eta"),
  z.strictObject({ form: z.literal("loss"), ...lossTerms }).describe("P_in = P_out + a + b I + c I^2"),
  z
    .strictObject({
      form: z.literal("phases"),
      pieces: z
        .array(z.strictObject({ currentA: interval.describe("Where it holds, A"), ...lossTerms }))
        .min(1)
        .refine(
          (pieces) => pieces.every(({ currentA }, k) => k === 0 || pieces[k - 1]?.currentA[1] === currentA[0]),
          "must follow each other without a hole: each begins where the one before ends",
        ),
    })
    .describe("A loss polynomial for each number of phases or mode (measurement.md 1.2)"),
]);

const instrument = z.strictObject({
  measures: z.enum(["input", "output", "sensor", "reference"]).describe("Which side of the curve it measured"),
  id: words("What it is: maker, type, serial number, or probe and rail"),
  calibration: words("Its own calibration: certificate or curve id").optional(),
});

const dayError = ({ input }: { readonly input?: unknown }) =>
  input === undefined ? undefined : "must be a day of the calendar, YYYY-MM-DD";

const measured = z.strictObject({
  date: z.iso.date({ error: dayError }).describe("Day of the measurement, YYYY-MM-DD"),
  instruments: z.array(instrument).min(1).describe("With what it was measured"),
  note: words("What else a reader must know").optional(),
});

const conditions = z
  .strictObject({
    vinV: z.number().positive().optional().describe("Voltage at the regulator's input, V"),
    voutV: z.number().positive().optional().describe("Voltage at its output, V; used for rails that give power only"),
    temperatureC: z.number().optional().describe("Temperature, degrees Celsius"),
    mode: words("Mode of the regulator, e.g. how many phases").optional(),
    load: words("Share of the rating it holds for, where its range is not known in SI units").optional(),
  })
  .describe("The regulator's state: a curve belongs to one of them");

const fit = z
  .strictObject({
    method: words("How it was fitted"),
    points: z.number().int().positive().describe("Points used"),
    excluded: z.number().int().min(0).default(0).describe("Points left out"),
    chi2: z.number().min(0).optional(),
    dof: z.number().int().min(0).optional().describe("Degrees of freedom: points minus parameters"),
    covarianceDof: z
      .number()
      .int()
      .positive()
      .optional()
      .describe("Of the covariance (or of u), where the scatter of the points is what it rests on: Student's t then"),
    pValue: z.number().min(0).max(1).optional().describe("Probability of a chi2 as large as this"),
    scaledBy: z.number().min(1).default(1).describe("The covariance was multiplied by this: chi2/dof where above 1"),
    lossR2: z.number().max(1).optional().describe("Weighted R^2 of the loss, not of the power"),
    rmsRelative: z.number().min(0).optional().describe("Root mean square residual over the power"),
    maxRelative: z.number().min(0).optional().describe("Largest residual over the power"),
    cvRms: z.number().min(0).optional().describe("Root mean square error of left-out points, SI unit of the fit"),
    runsP: z.number().min(0).max(1).optional().describe("Probability of so few runs of residual signs"),
    residuals: z
      .array(z.tuple([z.number(), z.number(), z.number()]))
      .max(1000)
      .optional()
      .describe("Of each point: load (A or SI), measured, measured minus fitted"),
  })
  .describe("How well the curve follows its points");

const identifier = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

const common = {
  schema: z.literal("joulemark/curve/v1"),
  id: z
    .string()
    .regex(identifier, "must be letters, digits, dots, dashes and underscores; a slash may stand between them")
    .describe("What results call it; of a curve that ships, what --calibration calls it"),
  title: words("One line for tables").optional(),
  appliesTo: z
    .strictObject({
      board: words("Board or card: the name its probe gives it, or the end of that name from a blank on").optional(),
      probe: words("Probe").optional(),
      rail: words("Rail").optional(),
    })
    .optional()
    .describe("The rails it is for; without it, any rail at its point that the user names"),
  from: z.enum(points).describe("Point of what goes in"),
  to: z.enum(points).describe("Point of what comes out"),
  quality: z.enum(qualities).describe("How its figures were come by"),
  source: words("Where the figures come from: document and page, measurement, judgement"),
  conditions: conditions.optional(),
  measured: measured.optional(),
  range: range.optional(),
  fit: fit.optional(),
};

const regulator = z.strictObject({
  kind: z.literal("regulator"),
  ...common,
  regression: z
    .enum(["predictive", "structural"])
    .optional()
    .describe("predictive: on this very sensor, whose errors it absorbs; structural: for any calibrated sensor"),
  model,
});

const gainOffset = z.strictObject({
  kind: z.literal("gain-offset"),
  ...common,
  of: z.enum(["power", "current", "voltage"]).describe("What is corrected"),
  gain: z.number().positive().describe("g of true = g (raw - offset)"),
  offset: z.number().describe("o of true = g (raw - offset), W, A or V"),
  covariance: covariance(["gain", "offset"]),
  uReferenceGain: z.number().min(0).default(0).describe("Relative standard uncertainty of the reference's own gain"),
});

const table = z.strictObject({
  kind: z.literal("table"),
  ...common,
  over: z.enum(["currentA", "powerW"]).describe("What the first number of a row is, at the point `from`"),
  interpolate: z.enum(["efficiency", "input"]).describe("What is taken as straight between two rows"),
  rows: z
    .array(z.tuple([z.number().positive(), z.number().gt(0).max(1, "must be at most 1"), z.number().min(0)]))
    .min(2, "needs two rows")
    .refine(
      (rows) => rows.every(([x], k) => k === 0 || (rows[k - 1]?.[0] ?? 0) < x),
      "must be in the order of the load, each once",
    )
    .describe("Load, efficiency, standard uncertainty of the efficiency"),
});

const NEGATIVE = "must not be negative: only a predictive curve may, for the difference of its two meters";

const GAIN = "makes the regulator give over 10 % more than it takes: no two meters differ by so much";

/** The keys that lead to linear terms below 0. */
function negativeTerms(of: z.output<typeof model>): readonly (readonly PropertyKey[])[] {
  if (of.form === "efficiency") return [];
  if (of.form === "loss") return of.bV < 0 ? [["model", "bV"]] : [];
  return of.pieces.flatMap(({ bV }, k) => (bV < 0 ? [["model", "pieces", k, "bV"]] : []));
}

/** A file of `calibration/boards/`, or one that `joulemark calibrate` wrote. */
export const curveSchema = z
  .discriminatedUnion("kind", [regulator, gainOffset, table])
  .superRefine((curve, { addIssue }) => {
    const issue = (path: string | readonly PropertyKey[], message: string) =>
      addIssue({ code: "custom", path: [path].flat(), message });
    if (curve.kind === "gain-offset") {
      if (curve.from !== curve.to) issue("to", `must be ${curve.from}: a gain and an offset leave the point as it is`);
    } else if (rank(curve.from) < 0 || rank(curve.to) < 0) {
      issue("from", "an estimate has no curve");
    } else if (rank(curve.to) <= rank(curve.from)) {
      issue("to", `must lie before ${curve.from} on the way from the wall: from and to are swapped`);
    }
    if (curve.kind === "regulator" && curve.regression !== "predictive")
      for (const path of negativeTerms(curve.model)) issue(path, NEGATIVE);
    else if (curve.kind === "regulator") for (const path of keysOfGain(curve)) issue(path, GAIN);
    if (curve.quality !== "bench-curve" && curve.quality !== "paired-live") return;
    if (curve.measured === undefined) issue("measured", `is missing: a curve of quality ${curve.quality} was measured`);
    if (curve.range === undefined) issue("range", `is missing: a curve of quality ${curve.quality} has a range`);
  })
  .meta({ title: "Calibration curve", description: "joulemark/curve/v1" });
