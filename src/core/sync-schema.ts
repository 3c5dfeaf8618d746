import * as z from "zod";

/** Schema of `SyncResult`. */
export const syncSchema = z
  .strictObject({
    probe: z.string(),
    rail: z.string().nullable().describe("The rail that told best"),
    delayS: z.number().nullable().describe("How much later than stated a sample shows the power; null: not found"),
    uS: z.number().nullable().describe("Standard uncertainty"),
    driftS: z.number().nullable().describe("After the command less before it"),
    quality: z.number().nullable().describe("The next best delay's misfit over this one's"),
    used: z.boolean().describe("Whether the probe's samples were shifted by it"),
    why: z.string(),
  })
  .meta({ id: "SyncResult", description: "How late a probe's samples are by the sync pulses" });
