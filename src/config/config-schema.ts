import * as z from "zod";
import { parseCalibrationWord } from "./calibration-word.js";
import { type Limits, limits, limitsText } from "./limits.js";

/** An optional number within limits, whose message says them. */
export function bounded(allowed: Limits, meaning: string) {
  const error = `must be ${limitsText(allowed)}`;
  const number = z.number({ error }).min(allowed.min, { error }).max(allowed.max, { error });
  return (allowed.integer === true ? number.int({ error }) : number).optional().describe(meaning);
}

const words = (meaning: string) => z.string().min(1, "must not be empty").optional().describe(meaning);

const regex = (meaning: string) => words(meaning).refine(compiles, "is not a regular expression");

function compiles(pattern: string | undefined): boolean {
  try {
    new RegExp(pattern ?? "");
    return true;
  } catch {
    return false;
  }
}

const workSchema = z
  .strictObject({
    count: bounded(limits.workCount, "Work done by one execution of the command"),
    unit: words("What is counted, e.g. img"),
    regex: regex("Finds the count in the command's output; its first group is the number"),
  })
  .refine(({ count, regex }) => count === undefined || regex === undefined, "has count and regex: give one of them")
  .describe("What is counted as work");

/** A probe as a configuration asks for it. */
export const probeSchema = z
  .looseObject({ probe: z.string().min(1).describe("Name of the probe, as joulemark probes lists it") })
  .describe("A probe and, beside its name, its settings");

const calibrationSchema = z.union(
  [
    z.string().min(1, "must not be empty").refine(isCalibrationWord, "must be CURVE or PROBE/RAIL=CURVE"),
    z
      .strictObject({
        curve: z.string().min(1, "must not be empty").describe("A curve's file, or the name of one that ships"),
        probe: words("Probe of the rail it is for"),
        rail: words("The rail it is for; without it, every rail it fits"),
      })
      .refine(({ probe, rail }) => (probe === undefined) === (rail === undefined), "needs probe and rail, or neither"),
  ],
  { error: "must be CURVE, PROBE/RAIL=CURVE, or a mapping with curve, probe and rail" },
);

function isCalibrationWord(word: string): boolean {
  try {
    parseCalibrationWord(word);
    return true;
  } catch {
    return false;
  }
}

/** Schema of `joulemark.yaml`: defaults of a run. Strict, so that a misspelt key is never ignored. */
export const configSchema = z
  .strictObject({
    rate: bounded(limits.rate, "Samples a second"),
    repeat: bounded(limits.repeat, "Executions that count"),
    warmup: bounded(limits.warmup, "Executions before those that count"),
    cooldownS: bounded(limits.cooldownS, "Pause between executions, seconds"),
    idleS: bounded(limits.idleS, "Idle power is measured so long before and after, seconds"),
    out: words("Folder for recordings"),
    name: words("Name of the run"),
    work: workSchema.optional(),
    markRegex: regex("Finds phase marks in the command's output"),
    calibration: z.array(calibrationSchema).optional().describe("Curves, as --calibration takes them"),
    probes: z.array(probeSchema).optional().describe("Instruments to read; without it, those that are found"),
  })
  .meta({ title: "joulemark.yaml", description: "Defaults of a run" });
