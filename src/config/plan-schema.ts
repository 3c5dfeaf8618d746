import * as z from "zod";
import { bounded } from "./config-schema.js";
import { isExpectation } from "./expectation.js";
import { limits } from "./limits.js";

const word = (meaning: string) => z.string({ error: "must be a word" }).min(1, "must not be empty").describe(meaning);

/** One value, or a list that is multiplied out. */
const oneOrMany = <T extends z.ZodType>(value: T, meaning: string) =>
  z
    .union([value, z.array(value).min(1, "is an empty list: it would leave no cell")])
    .optional()
    .describe(`${meaning}; a list makes a cell of each`);
const words = (meaning: string) => oneOrMany(word(meaning), meaning);
const wholes = (min: number, meaning: string) => {
  const error = `must be a whole number from ${min} on`;
  return oneOrMany(z.number({ error }).int({ error }).min(min, { error }), meaning);
};

const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/;
const { min: least, max: most } = limits.targetUncertainty;
const isTarget = (text: string) => Number(percent.exec(text)?.[1]) >= least && Number(percent.exec(text)?.[1]) <= most;

const targetSchema = z.strictObject({
  target: z
    .string({ error: "must be a percentage, e.g. 1%" })
    .refine(isTarget, `must be a percentage from ${least}% to ${most}%, e.g. 1%`)
    .transform((text) => Number(percent.exec(text)?.[1]) / 100)
    .describe("Half-width of the 95 % interval of the mean, from the scatter of the blocks, e.g. 1%"),
  most: bounded(limits.maxRepeats, "Blocks that are never exceeded; 100 when nobody says"),
});
const repeatSchema = z
  .union([bounded(limits.repeat, "Blocks").unwrap(), targetSchema], {
    error: "must be a number of blocks, or a mapping with target and most",
  })
  .optional()
  .describe("Blocks in which a cell is measured once each; or a target, decided once after the first five");

const times = {
  repeat: repeatSchema,
  durationS: bounded(limits.durationS, "How long it is measured, seconds"),
  warmupS: bounded(limits.cooldownS, "How long it computes first without being measured, seconds"),
  idleS: bounded(limits.idleS, "Idle power is measured so long before and after, seconds"),
  cooldownS: bounded(limits.cooldownS, "Pause before each cell but the first, seconds; it is set up meanwhile"),
  timeoutS: bounded(limits.timeoutS, "Longest that setting up takes, and measuring beyond its own time, seconds"),
};

/** The keys of a cell that say what it runs: each is a value or a list that is multiplied out. */
export const axes = {
  network: words("The network: a name of `joulemark runner info`, or a file"),
  batch: wholes(1, "Images in a pass"),
  precision: words("fp32, tf32, fp16 or fp16-true"),
  backend: words("What computes it: a name of `joulemark runner info`"),
  device: wholes(0, "Which device, of several"),
  threads: wholes(1, "Threads on the processor"),
  crop: wholes(1, "Height and width of the image"),
  input: words("constant, gaussian, or zeros"),
  algo: words("Convolution algorithm"),
  fc: words("Fully connected layers: auto, gemv or gemm"),
  graph: words("Replay one recorded pass: on or off"),
  weights: words("he or gauss:STD"),
  mode: words("throughput or latency"),
  workspaceMb: wholes(0, "Most MiB that an algorithm may take beside the data"),
};

const expectSchema = z
  .record(
    z.string(),
    z
      .string({ error: "must be text, e.g. 690 MHz" })
      .refine(isExpectation, "must be a number and its unit, e.g. 690 MHz, 690 MHz ± 5, <= 80 °C"),
  )
  .optional()
  .describe("What should hold while it is measured: a condition's name, or clock or temperature; checked, never set");

const cellSchema = z
  .strictObject({
    ...axes,
    ...times,
    command: z
      .union([word("A command line; no shell sees it"), z.array(z.string()).min(1, "is an empty list")])
      .optional()
      .describe(
        "A command in place of the native runner; {network}, {batch} and the other keys stand for their values",
      ),
    engine: word("With command: how its work is read, an engine's name or file").optional(),
    published: word("A system of the paper, or the id of one of its cells, e.g. Titan X").optional(),
    expect: expectSchema,
  })
  .describe("Cells: every combination of its lists");

/** Schema of a plan of `joulemark bench`. Strict, so that a misspelt key is never ignored. */
export const planSchema = z
  .strictObject({
    name: word("Name of the plan"),
    seed: bounded(limits.seed, "Of the random order of the cells; 1 when nobody says"),
    defaults: z
      .strictObject({ ...times, expect: expectSchema })
      .optional()
      .describe("Of cells that do not say"),
    cells: z.array(cellSchema).min(1, "is empty: there is nothing to measure").describe("What is measured"),
  })
  .meta({ title: "joulemark bench plan", description: "A matrix of cells, measured in blocks" });

/** An entry of a plan, before its lists are multiplied out. */
export type PlanEntry = z.infer<typeof cellSchema>;
/** A plan as it is written. */
export type PlanFile = z.infer<typeof planSchema>;
