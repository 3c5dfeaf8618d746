import * as z from "zod";
import { points } from "../../src/core/rail.js";

const watts = (what: string) => z.number().nonnegative().describe(`${what}, W`);
const seconds = (what: string) => z.number().positive().describe(`${what}, s`);

const waveform = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("constant"), powerW: watts("power").default(10) }),
    z.strictObject({
      type: z.literal("step"),
      beforeW: watts("power before the step"),
      afterW: watts("power from the step on"),
      atS: z.number().describe("instant of the step, s"),
    }),
    z
      .strictObject({
        type: z.literal("ramp"),
        beforeW: watts("power before the ramp"),
        afterW: watts("power after the ramp"),
        fromS: z.number().default(0).describe("start of the ramp, s"),
        toS: z.number().describe("end of the ramp, s"),
      })
      .refine(({ fromS, toS }) => toS > fromS, { error: "must be after fromS", path: ["toS"] }),
    z
      .strictObject({
        type: z.literal("sine"),
        meanW: watts("mean power"),
        amplitudeW: watts("amplitude, at most the mean"),
        periodS: seconds("period"),
      })
      .refine(({ meanW, amplitudeW }) => amplitudeW <= meanW, { error: "must not exceed meanW", path: ["amplitudeW"] }),
    z.strictObject({
      type: z.literal("square"),
      lowW: watts("power in the second part of each period"),
      highW: watts("power in the first part of each period"),
      periodS: seconds("period"),
      duty: z.number().min(0).max(1).default(0.5).describe("share of the period at highW"),
    }),
    z.strictObject({
      type: z.literal("stairs"),
      levelsW: z
        .array(watts("power of a level"))
        .min(1)
        .describe("the powers, one after the other and again from the first, W"),
      dwellS: seconds("how long each is held"),
    }),
    z.strictObject({
      type: z.literal("dial"),
      file: z.string().min(1).describe("file that holds the power at the moment, W: read ten times a second"),
      mostW: z.number().positive().default(1000).describe("a larger number in it is none, W"),
    }),
    z.strictObject({
      type: z.literal("trace"),
      file: z.string().min(1).describe("CSV file with the columns time_s,power_w; linear between its points"),
    }),
  ])
  .default({ type: "constant", powerW: 10 })
  .describe("power over time: constant, step, ramp, sine, square, stairs, dial or trace");

const rail = z.strictObject({
  id: z.string().min(1).describe("name of the rail"),
  scale: z.number().nonnegative().default(1).describe("the waveform is multiplied by this"),
  point: z.enum(points).optional().describe("measurement point, where it differs from the probe's"),
  partOf: z.string().optional().describe("the rail that already contains this one"),
});

const regulator = z
  .strictObject({
    aW: z.number().nonnegative().default(0).describe("a: loss without load, W"),
    bV: z.number().nonnegative().default(0).describe("b: loss for each ampere, V"),
    cOhm: z.number().nonnegative().default(0).describe("c: loss for each ampere squared, ohm"),
    outputV: z.number().positive().default(1).describe("voltage of the rail post, V"),
    lagS: z.number().default(0).describe("the rail pre shows everything this much later, s"),
  })
  .describe("in place of rails: post (V, A) carries the waveform, pre (W) feeds it: pre = a + post + b I + c I^2");

const total = z.strictObject({
  name: z.string().min(1).describe("name of the total"),
  parts: z.array(z.string()).min(1).describe("ids of the rails it adds"),
  scope: z.string().default("simulated system").describe("what it covers"),
});

const gap = z
  .strictObject({
    fromS: z.number().nonnegative().describe("first instant without values, s"),
    toS: z.number().positive().describe("first instant with values again, s"),
  })
  .refine(({ fromS, toS }) => toS > fromS, { error: "must be after fromS", path: ["toS"] });

const shape = z.strictObject({
  waveform,
  rails: z
    .array(rail)
    .min(1)
    .default([{ id: "power", scale: 1 }])
    .describe("the rails, each a multiple of the waveform"),
  regulator: regulator.optional(),
  totals: z.array(total).default([]).describe("declared sums of rails"),
  point: z.enum(points).default("regulator-input").describe("measurement point of the rails"),
  periodMs: z
    .number()
    .min(0.001)
    .max(3_600_000)
    .optional()
    .describe("spacing of samples, ms; 10 unless --rate asks otherwise"),
  kind: z.enum(["power", "energy-counter"]).default("power").describe("what a sample holds"),
  voltageV: z.number().positive().optional().describe("give voltage (this, V) and current in place of power"),
  counterRangeJ: z.number().positive().optional().describe("the counter starts again from zero here, J"),
  counterStartJ: z.number().nonnegative().default(0).describe("count at the start of sampling, J"),
  noiseSdW: z.number().nonnegative().default(0).describe("standard deviation of white noise on each power sample, W"),
  seed: z.int().nonnegative().default(1).describe("seed of the noise: the same seed gives the same noise"),
  resolution: z.number().positive().optional().describe("step of the readings: W, J for a counter, A with voltageV"),
  gaps: z.array(gap).default([]).describe("spans without values"),
  dieAfterS: z.number().nonnegative().optional().describe("the instrument dies after this, s"),
  skewPpm: z.number().min(-1e5).max(1e5).default(0).describe("its clock runs fast by this, ppm: time stamps drift"),
  offsetS: z.number().default(0).describe("its clock is ahead by this, s"),
  phaseS: z.number().default(0).describe("place in the waveform at the start of sampling, s"),
});

/** Everything the simulated instrument can be told. Instants count from the start of sampling. */
export const settings = shape
  .refine(({ kind, noiseSdW }) => kind === "power" || noiseSdW === 0, {
    error: "a counter has no noise: only kind power takes it",
    path: ["noiseSdW"],
  })
  .refine(({ kind, voltageV }) => kind === "power" || voltageV === undefined, {
    error: "a counter has no voltage: only kind power takes it",
    path: ["voltageV"],
  })
  .refine((all) => all.regulator === undefined || isPlain(all), {
    error: "has two rails of its own: leave out rails, point, kind, voltageV and resolution",
    path: ["regulator"],
  })
  .refine(({ kind, counterRangeJ }) => kind === "energy-counter" || counterRangeJ === undefined, {
    error: "only kind energy-counter wraps",
    path: ["counterRangeJ"],
  });

/** Whether everything that says what the rails are is as it is when left out. */
const isPlain = ({ rails, point, kind, voltageV, resolution }: z.infer<typeof shape>): boolean =>
  rails.length === 1 &&
  rails[0]?.id === "power" &&
  rails[0].scale === 1 &&
  rails[0].point === undefined &&
  point === "regulator-input" &&
  kind === "power" &&
  voltageV === undefined &&
  resolution === undefined;

/** A simulated regulator once parsed. */
export type RegulatorSettings = z.infer<typeof regulator>;
/** The settings once parsed. */
export type Settings = z.infer<typeof settings>;
