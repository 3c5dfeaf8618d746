import * as z from "zod";
import { budget, figureSchema, findingSchema, pointSchema, verdictSchema } from "./figure-schema.js";

const subjectShape = {
  of: z.string().describe("A declared total, or a rail that is in none"),
  point: pointSchema,
  estimate: z.boolean().describe("True for a model without a sensor: to be shown with the word ESTIMATE only"),
  energyJ: figureSchema.nullable().describe("Joules; null when no honest number can be given"),
  meanPowerW: figureSchema.nullable().describe("Watts; null likewise"),
};

const hostSubjectSchema = z
  .strictObject({
    ...subjectShape,
    coverage: z.number().describe("Share of the window that samples account for, 0 to 1"),
  })
  .meta({ id: "HostSubject", description: "What is given for a host" });

const totalSchema = z
  .strictObject({
    ...subjectShape,
    hosts: z.array(z.string()).describe("Whose numbers are in it"),
    without: z.array(z.string()).describe("Hosts that have nothing at this point, or no number"),
    budget: budget("The energy"),
  })
  .meta({ id: "HostsTotal", description: "A sum over hosts at one point, over the common window" });

const wallShape = {
  fromNs: z.string().describe("Nanoseconds since 1970, as a decimal string"),
  toNs: z.string(),
  durationS: z.number(),
};

const clockSchema = z
  .strictObject({
    source: z.string().nullable().describe("What keeps the clock and was asked; null where nothing is known"),
    synchronized: z.boolean().nullable(),
    withinS: z
      .number()
      .exactOptional()
      .describe("The wall clock is right within this, seconds; absent without a bound"),
  })
  .meta({ id: "ClockStatus", description: "How well a host's wall clock is known" });

const hostSchema = z
  .strictObject({
    host: z.string(),
    recording: z.string().describe("Id of its recording"),
    command: z.array(z.string()),
    own: z.strictObject({ ...wallShape, subjects: z.array(hostSubjectSchema) }).describe("In its own window"),
    common: z.array(hostSubjectSchema).exactOptional().describe("In the window in which all hosts are measured"),
    clock: clockSchema,
    complete: z.boolean().describe("False where the database has no ending of its recording"),
    verdict: verdictSchema,
  })
  .meta({ id: "Host", description: "One host of a run" });

/** Schema of `joulemark/hosts/v1`; a type test keeps it equal to `HostsResult`. */
export const hostsSchema = z
  .strictObject({
    schema: z.literal("joulemark/hosts/v1"),
    run: z.string().describe("The id that the hosts share"),
    hosts: z.array(hostSchema),
    missing: z.array(z.string()).describe("Hosts that were expected and have nothing under this id"),
    window: z.strictObject(wallShape).nullable().describe("In which all hosts are measured; null where there is none"),
    totals: z.array(totalSchema),
    quality: z.strictObject({ verdict: verdictSchema, findings: z.array(findingSchema) }),
  })
  .meta({ title: "joulemark/hosts/v1", description: "A run of several hosts, each by itself and together" });
