import * as z from "zod";
import { points } from "../../../src/core/rail.js";
import { timeUnits } from "./time.js";

const column = z.string().min(1);

/** Which columns make a rail. Point and limit of error have no default: only the user knows the instrument. */
const railSettings = z.strictObject({
  point: z.enum(points).describe("where the rail is measured"),
  power: column.optional().describe("column of the power"),
  powerUnit: z.enum(["uW", "mW", "W", "kW"]).default("W").describe("its unit"),
  voltage: column.optional().describe("column of the voltage, with current in place of power"),
  voltageUnit: z.enum(["uV", "mV", "V"]).default("V").describe("its unit"),
  current: column.optional().describe("column of the current"),
  currentUnit: z.enum(["uA", "mA", "A"]).default("A").describe("its unit"),
  energy: column.optional().describe("column of an energy counter"),
  energyUnit: z.enum(["uJ", "mJ", "J", "mWh", "Wh", "kWh"]).default("J").describe("its unit"),
  accuracyPercent: z.number().positive().max(100).describe("limit of error of the instrument, percent of its reading"),
});

/** How to read a table of power over time. */
export const csvSettings = z.strictObject({
  time: column.describe("column of the time"),
  timeUnit: z.enum(timeUnits).describe("iso, or the unit of a number: s, ms, us, ns"),
  delimiter: z.string().length(1).default(",").describe("what stands between two cells; any one character"),
  marks: z
    .string()
    .min(1)
    .optional()
    .describe(
      "regular expression of lines that are marks: (?<at>TIME), (?<begin>...), (?<end>...), perhaps (?<name>...)",
    ),
  rails: z
    .record(z.string().min(1), railSettings)
    .refine((rails) => Object.keys(rails).length > 0, "at least one rail is needed")
    .describe("rails by name: rails.gpu.point=wall, rails.gpu.power=COLUMN, ..."),
});

/** The same, parsed. */
export type CsvSettings = z.infer<typeof csvSettings>;
/** One rail of them. */
export type RailSettings = z.infer<typeof railSettings>;
