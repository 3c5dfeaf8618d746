import * as z from "zod";

/** The version of the protocol that this program speaks (runner/PROTOCOL.md). */
export const VERSION = 1;

const text = (meaning: string) => z.string().describe(meaning);
const count = (meaning: string) => z.number().int().nonnegative().describe(meaning);
const share = (meaning: string) => z.number().min(0).max(1).describe(meaning);
const positive = (meaning: string) => z.number().nonnegative().describe(meaning);
const instant = (meaning: string) =>
  z
    .string()
    .regex(/^\d{1,18}$/)
    .describe(`${meaning}: CLOCK_MONOTONIC, nanoseconds, decimal`);

const head = { v: z.literal(VERSION).describe("Version of the protocol"), t: instant("When the line was written") };
const span = {
  t0: instant("Beginning of the first pass"),
  t1: instant("End of the last pass"),
  iterations: count("Passes"),
};

const library = z
  .looseObject({ name: z.string(), version: z.string(), file: text("Base name of the file") })
  .meta({ id: "Library", description: "A library in use" });

const described = {
  backend: text("Name of the back end"),
  version: text("Of its main library"),
  device: text("Name of the processor or GPU"),
  isa: text("Instruction set or compute capability"),
  libraries: z.array(library),
};

const hello = z
  .looseObject({
    ...head,
    ev: z.literal("hello"),
    ...described,
    runner: text("Version of the runner"),
    pid: count("Its process"),
    threads: count("Threads that compute on the processor"),
    computesOn: z
      .enum(["processor", "device"])
      .optional()
      .describe("Where passes are computed: one that computes on a device is not short of processor time"),
  })
  .meta({ id: "Hello", description: "The back end is loaded" });

const layer = z
  .looseObject({
    name: z.string(),
    type: z.string(),
    out: z.array(z.number()).describe("Channels, height, width"),
    implementation: text("How it is computed"),
    workspaceBytes: count("Memory beside the data"),
  })
  .meta({ id: "Layer", description: "One layer and how it is computed" });

const verification = z
  .looseObject({
    relativeError: positive("Relative L2 error of the logits; null where it is not finite").nullable(),
    gate: positive("The most that is allowed"),
    top1: z.boolean(),
    top5Shared: count("How many of the five largest are the same"),
    passed: z.boolean(),
  })
  .meta({ id: "Verification", description: "The logits against those in double precision" });

const ready = z
  .looseObject({
    ...head,
    ev: z.literal("ready"),
    network: z.string(),
    crop: count("Height and width of the image"),
    batch: count("Images in a pass"),
    precision: z.string(),
    input: text("What the images hold"),
    falsifying: z.boolean().describe("True for an input that takes less power than images do"),
    params: count("Weights and biases"),
    macs: count("Multiply-adds of one image"),
    bytes: z.looseObject({
      weights: z.number(),
      activations: z.number(),
      workspace: z.number(),
    }),
    layers: z.array(layer),
    weightsHash: text("Of all weights: equal between back ends"),
    setupMs: z.looseObject({ weights: z.number(), prepare: z.number() }),
    graph: text("on, off, or refused: why"),
    fc: z.string(),
    algo: z.string(),
    notes: z.array(z.string()).describe("What was done otherwise than asked"),
    verify: verification.nullable(),
  })
  .meta({ id: "Ready", description: "Everything is allocated; it waits for the start" });

const warm = z.looseObject({ ...head, ev: z.literal("warm"), ...span }).meta({ id: "Warm", description: "Warmed up" });

const window = z
  .looseObject({
    ...head,
    ev: z.literal("window"),
    ...span,
    images: count("Images"),
    cpuNs: positive("Processor time of the process, nanoseconds"),
    involuntarySwitches: count("How often a processor was taken away from it"),
  })
  .meta({ id: "Window", description: "A stretch of whole passes, about 250 ms" });

const done = z
  .looseObject({
    ...head,
    ev: z.literal("done"),
    ...span,
    images: count("Images"),
    imagesPerS: positive("Images a second, or null where no window was finished").nullable(),
    stopped: text("duration, iterations, signal or stdin"),
    latencyMs: z
      .looseObject({ median: z.number(), p95: z.number(), p99: z.number() })
      .nullable()
      .describe("Milliseconds of one pass, in latency mode"),
    overheadShare: share("Of the time in windows, what passed outside the back end").nullable(),
  })
  .meta({ id: "Done", description: "The end" });

const error = z
  .looseObject({
    ...head,
    ev: z.literal("error"),
    code: text("Stable, kebab-case"),
    detail: text("What was seen"),
    remedy: text("The next action"),
    exit: z.number().int().describe("The exit status that follows"),
  })
  .meta({ id: "Error", description: "Instead of done" });

/**
 * Every event of the runner. What it has to say is required; what else it says is kept with the recording and passed
 * over, so that a newer runner can say more. A field that changes its meaning takes a new `v`, which is refused.
 */
export const runnerEventSchema = z
  .discriminatedUnion("ev", [hello, ready, warm, window, done, error])
  .meta({ title: "joulemark/runner/v1", description: "One line of the native runner on descriptor 3" });

/** The events there are. */
export const eventNames: ReadonlySet<unknown> = new Set(["hello", "ready", "warm", "window", "done", "error"]);

/** One line of the runner. */
export type RunnerEvent = z.infer<typeof runnerEventSchema>;
/** The line that says why there is no `done`. */
export type RunnerError = z.infer<typeof error>;

const available = z.looseObject({
  available: z.literal(true),
  ...described,
  precisions: z.array(z.string()).describe("Those that work here"),
  refusals: z.array(z.string()).describe("Those that do not: why; remedy"),
});

const refused = z.looseObject({
  available: z.literal(false),
  backend: text("Name of the back end"),
  code: z.string(),
  detail: z.string(),
  remedy: z.string(),
});

/** What `joulemark-runner info` prints. */
export const runnerInfoSchema = z.looseObject({
  v: z.literal(VERSION),
  runner: text("Version of the runner"),
  backends: z.array(z.discriminatedUnion("available", [available, refused])),
  networks: z.array(z.string()),
});

/** What the runner says of itself and its back ends. */
export type RunnerInfo = z.infer<typeof runnerInfoSchema>;
