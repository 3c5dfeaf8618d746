import * as z from "zod";
import { points } from "./rail.js";

const seconds = (meaning: string) => z.number().describe(`${meaning}, seconds`);

/** What one rail's sensor turned out to be; null where it could not be told, `unknown` says why. */
export const characterSchema = z
  .strictObject({
    rail: z.string(),
    /** A rail's own words on what it is, such as a serial number. */
    note: z.string().nullable(),
    point: z.enum(points).describe("Where the rail is measured, and `estimate` where nothing is"),
    unit: z.string().describe("Of resolution and noise"),
    polledS: seconds("Spacing of the polls"),
    kind: z.enum(["instantaneous", "boxcar", "running-mean", "lag", "counter"]).nullable(),
    periodS: seconds("Spacing of new values").nullable(),
    uPeriodS: seconds("Its standard uncertainty").nullable(),
    windowS: seconds("What a value is the mean over").nullable(),
    lagS: seconds("Time constant of a first-order lag, or of the load's own ramp").nullable(),
    delayS: seconds("How much later than the load its value comes, beside window and lag").nullable(),
    uDelayS: seconds("Its standard uncertainty").nullable(),
    driftS: seconds("How much the delay differs between the two parts of the pattern").nullable(),
    seenShare: z.number().nullable().describe("Share of the time that the sensor sees, 0 to 1"),
    resolution: z.number().nullable().describe("Step in which values are given"),
    noise: z.number().nullable().describe("Standard deviation from value to value"),
    duplicates: z.number().describe("Share of the polls that showed the last value again"),
    missedS: seconds("Time in which nobody asked"),
    stuck: z.boolean().describe("It repeats its last value for ever: dead, but talking"),
    explained: z.number().nullable().describe("Share of the variance that the load and this kind explain"),
    evidence: z.number().nullable().describe("How much likelier than the next kind: difference of BIC"),
    low: z.number().nullable().describe("What it showed without load, W"),
    high: z.number().nullable().describe("What it showed with it, W"),
    unknown: z.array(z.string()).describe("What could not be told, and why"),
  })
  .meta({ id: "Character", description: "What one rail's sensor turned out to be" });

/** Schema of `joulemark/characterization/v1`: the JSON of `characterize`, and what is kept of it. */
export const characterizationSchema = z
  .strictObject({
    schema: z.literal("joulemark/characterization/v1"),
    id: z.string().describe("The recording that it was found in"),
    at: z.string().describe("UTC, ISO 8601"),
    version: z.string(),
    host: z.string(),
    probe: z.string(),
    device: z.string().describe("With its driver's version, where the probe tells it"),
    load: z.string().nullable().describe("What drove the load; null without one"),
    rails: z.array(characterSchema),
  })
  .meta({ title: "joulemark/characterization/v1", description: "What the sensors of one probe turned out to be" });

/** `joulemark/characterization/v1`. */
export type Characterization = z.infer<typeof characterizationSchema>;

/** One rail of it. */
export type RailCharacter = z.infer<typeof characterSchema>;
