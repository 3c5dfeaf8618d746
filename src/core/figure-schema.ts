import * as z from "zod";
import { points } from "./rail.js";

const text = (meaning: string) => z.string().describe(meaning);
const number = (meaning: string) => z.number().describe(meaning);
/** Schema of `Point`. */
export const pointSchema = z.enum(points).meta({ id: "Point", description: "Where in the power distribution network" });

/** The keys of a `Figure`. */
export const figureShape = {
  value: z.number(),
  u: number("Standard uncertainty"),
  U95: number("Expanded uncertainty at 95 %: t95(nu_eff) u, or to the farther end of interval95"),
  method: z.literal("monte-carlo").exactOptional().describe("How U95 was found; absent: linear propagation (GUM)"),
  interval95: z
    .tuple([z.number(), z.number()])
    .exactOptional()
    .describe("Holds 95 % of the draws, 2.5 % on either side"),
};

const budgetSchema = z.array(
  z
    .strictObject({
      source: z.string(),
      u: number("Its standard uncertainty"),
      share: z.number().describe("Share of the variance, 0 to 1"),
    })
    .meta({ id: "BudgetLine", description: "An error source of a number" }),
);
/** Schema of the error sources of a number. */
export const budget = (of: string) => budgetSchema.describe(`${of}'s error sources, largest first`);

/** Schema of `Figure`. */
export const figureSchema = z.strictObject(figureShape).meta({ id: "Figure", description: "A number as published" });

/** Schema of `Finding`. */
export const findingSchema = z
  .strictObject({
    code: text("Stable, kebab-case"),
    severity: z.enum(["note", "degraded", "invalid"]),
    message: text("What was seen, with the numbers"),
    remedy: text("The next action"),
    probe: z.string().exactOptional(),
    rail: z.string().exactOptional(),
  })
  .meta({ id: "Finding", description: "Something a reader has to know" });

/** Schema of `Verdict`. */
export const verdictSchema = z.enum(["good", "degraded", "invalid"]);

/** Schema of `Statistic`. */
export const statisticSchema = z
  .strictObject({
    of: z.string(),
    what: z.enum(["energyJ", "meanPowerW", "durationS", "rate", "efficiency"]),
    unit: z.string(),
    runs: z.number(),
    mean: z.number(),
    sd: number("Standard deviation of the runs"),
    u: number("Of the mean: type A of the runs with the shared type B"),
    U95: z.number(),
    method: figureShape.method,
    budget: budget("The mean"),
  })
  .meta({ id: "Statistic", description: "Statistics over run means (Student t), never over pooled samples" });
