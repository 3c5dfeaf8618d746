import * as z from "zod";
import { type Limits, limits, limitsText } from "./limits.js";

function bounded(allowed: Limits, meaning: string) {
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

const probeSchema = z
  .looseObject({ probe: z.string().min(1).describe("Name of the probe, as joulemark probes lists it") })
  .describe("A probe and, beside its name, its settings");

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
    probes: z.array(probeSchema).optional().describe("Instruments to read; without it, those that are found"),
  })
  .meta({ title: "joulemark.yaml", description: "Defaults of a run" });
