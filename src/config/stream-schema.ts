import * as z from "zod";
import { bounded, probeSchema } from "./config-schema.js";
import { limits } from "./limits.js";

const word = (meaning: string) => z.string({ error: "must be text" }).min(1, "must not be empty").describe(meaning);

const spoolSchema = z
  .strictObject({
    folder: word("Where recordings are kept until every sink has them, and as long after as there is room").optional(),
    mostMb: bounded(limits.spoolMb, "What the folder may come to, MiB: what is not sent yet is never removed for it"),
    segmentMb: bounded(limits.segmentMb, "A new recording is begun when one has grown so large, MiB"),
    segmentHours: bounded(limits.segmentHours, "A new recording is begun after so long, hours"),
  })
  .optional()
  .describe("The recordings on disk, which are the queue: one segment after the other");

/** Schema of the configuration of `joulemark stream`. Strict, so that a misspelt key is never ignored. */
export const streamSchema = z
  .strictObject({
    rate: bounded(limits.rate, "Samples a second"),
    probes: z.array(probeSchema).optional().describe("Instruments to read; without it, those that are found"),
    sinks: z
      .array(word("NAME:TARGET, as --sink takes it").regex(/^[^:]+(:.+)?$/s, "must be NAME:TARGET"))
      .min(1, "is empty: there is nowhere to send to")
      .refine((sinks) => new Set(sinks).size === sinks.length, "names one sink twice")
      .describe("Where samples go"),
    sendEverySeconds: bounded(
      limits.sendEverySeconds,
      "What came in so long is sent as one: many computers of one database ask less of it (default 0.5)",
    ),
    health: z
      .union([z.literal("off"), z.int(), word("A port of loopback, or ADDRESS:PORT")], {
        error: "must be a port, ADDRESS:PORT, or off",
      })
      .optional()
      .describe("Where /health and /metrics are answered: a port of loopback (default 9465), ADDRESS:PORT, or off"),
    spool: spoolSchema,
    name: word("Name of the recordings").optional(),
  })
  .refine(({ spool }) => (spool?.segmentMb ?? 0) * 2 <= (spool?.mostMb ?? Number.POSITIVE_INFINITY), {
    error: "must be at most half of mostMb",
    path: ["spool", "segmentMb"],
  })
  .meta({ title: "joulemark stream", description: "What is sampled for days, and where it goes" });
