import * as z from "zod";
import { clockSchema } from "./clock-schema.js";
import { comparisonSchema } from "./comparison-schema.js";
import { conditionQuantities } from "./condition.js";
import { qualities } from "./curve.js";
import {
  budget,
  figureSchema,
  figureShape,
  findingSchema,
  pointSchema,
  statisticSchema,
  verdictSchema,
} from "./figure-schema.js";
import { syncSchema } from "./sync-schema.js";
import { targetSchema } from "./target-schema.js";

const text = (meaning: string) => z.string().describe(meaning);
const number = (meaning: string) => z.number().describe(meaning);
const estimate = z.boolean().describe("True for a model without a sensor: to be shown with the word ESTIMATE only");
const share = (meaning: string) => z.number().describe(`${meaning}, 0 to 1`);
const micros = z.strictObject({ p50: z.number(), p99: z.number() }).nullable();

const intervalSchema = z
  .strictObject({ low: z.number(), high: z.number().nullable(), assumes: text("What the bounds rest on") })
  .meta({ id: "Interval", description: "Bounds of an energy of which samples are missing" });

const exitSchema = z
  .strictObject({ code: z.number().nullable(), signal: z.string().nullable() })
  .meta({ id: "Exit", description: "How a command ended; both null when nobody knows" });

const measuredShape = {
  probe: z.string(),
  point: pointSchema,
  estimate,
  energyJ: figureSchema.nullable().describe("Joules; null when no honest number can be given"),
  meanPowerW: figureSchema.nullable().describe("Watts; null likewise"),
  energyIntervalJ: intervalSchema.exactOptional(),
  coverage: share("Share of the window that samples account for"),
  budget: budget("The energy"),
};

const railSchema = z
  .strictObject({
    ...measuredShape,
    rail: text("The instrument's own name of the rail"),
    minW: z
      .number()
      .nullable()
      .describe("Smallest sample, watts; of an energy counter the smallest mean over four of its updates or more"),
    maxW: z.number().nullable().describe("Largest sample, watts; of an energy counter the largest such mean"),
    samples: number(
      "Samples that the number rests on: those of the window, looked for later by a known delay, without those that show again what the sensor had not made anew",
    ),
    maxGapS: number("Longest span without a sample, seconds"),
    correction: z
      .strictObject({
        curve: z.string().nullable(),
        from: pointSchema,
        to: pointSchema,
        quality: z.enum(qualities).exactOptional().describe("How the curve's figures were come by"),
      })
      .describe("How samples were brought to another point; curve null: not at all"),
    flags: z.array(z.string()).describe("Codes of the findings that concern this number"),
    partOf: z.string().exactOptional().describe("The rail that contains this one: never add both"),
    characterized: z
      .strictObject({ id: z.string(), at: text("UTC, ISO 8601") })
      .exactOptional()
      .describe("Its sensor's period, window and delay were measured: in which recording, and when"),
  })
  .meta({ id: "RailResult", description: "One rail in one window" });

const totalSchema = z
  .strictObject({ ...measuredShape, name: z.string(), scope: text("What it covers"), parts: z.array(z.string()) })
  .meta({ id: "TotalResult", description: "A declared sum of rails in one window" });

const efficiencySchema = z
  .strictObject({
    ...figureShape,
    of: text("The total or rail"),
    point: pointSchema,
    estimate,
    unit: text("unit/s/W, that is unit/J"),
    joulesPerUnit: figureSchema.exactOptional().describe("Its inverse: joules of one unit of work"),
    budget: budget("The efficiency"),
  })
  .meta({ id: "Efficiency", description: "Work over the energy of one total or rail" });

const workSchema = z
  .strictObject({
    count: z.number(),
    unit: z.string(),
    rate: figureSchema.describe("Units per second"),
    budget: budget("The rate"),
    efficiency: z.array(efficiencySchema),
    windows: z
      .strictObject({ count: z.number(), variation: number("Coefficient of variation of their rates") })
      .exactOptional()
      .describe("Of a load that reports its own windows of work"),
    latencyMs: z
      .strictObject({ median: z.number(), p95: z.number(), p99: z.number() })
      .exactOptional()
      .describe("Milliseconds of one pass, of a load that waits for each"),
  })
  .meta({ id: "WorkResult", description: "Work done in a window" });

const dynamicSchema = z
  .strictObject({
    of: text("The total or rail"),
    point: pointSchema,
    idlePowerW: figureSchema,
    dynamicEnergyJ: figureSchema.describe("Energy minus idle power times duration"),
    idleShare: share("Share of the energy that idling alone would take"),
    budget: budget("The dynamic energy"),
  })
  .meta({ id: "DynamicResult", description: "Energy above idle in one window" });

const agreementSchema = z
  .strictObject({
    relation: z.enum(["same", "parts"]).describe("Both watch one power; or the second are rails inside the first"),
    first: z.string(),
    second: z.string(),
    point: pointSchema,
    differenceJ: figureSchema.describe("The first less the second; what both share has cancelled"),
    normalizedError: number("The difference in units of its U95; of parts, what they have too much"),
    agrees: z.boolean().describe("Within what they state of themselves, chance among many comparisons allowed for"),
  })
  .meta({ id: "AgreementResult", description: "Two measurements held against each other" });

/** Schema of `ConditionResult`. */
export const conditionSchema = z
  .strictObject({
    probe: z.string(),
    name: z.string(),
    quantity: z.enum(conditionQuantities),
    unit: z.string(),
    mean: z.number().nullable().describe("Mean of the samples; null for a state, and without a sample"),
    min: z.number().nullable(),
    max: z.number().nullable(),
    samples: number("Samples in the window"),
  })
  .meta({ id: "ConditionResult", description: "What an instrument told beside power: clocks, temperatures, ..." });

const windowSchema = z
  .strictObject({
    name: z.string(),
    source: text("Where its marks came from: command, phase, fd, cli or regex"),
    fromNs: text("CLOCK_MONOTONIC nanoseconds, decimal"),
    toNs: text("CLOCK_MONOTONIC nanoseconds, decimal"),
    durationS: z.number(),
    fromWithinS: number("Half-width of its beginning, seconds").exactOptional(),
    toWithinS: number("Half-width of its end, seconds").exactOptional(),
    rails: z.array(railSchema),
    totals: z.array(totalSchema),
    work: workSchema.exactOptional(),
    dynamic: z.array(dynamicSchema).exactOptional(),
    agreement: z.array(agreementSchema).exactOptional().describe("Where several instruments watch one power"),
    conditions: z.array(conditionSchema).exactOptional(),
  })
  .meta({ id: "WindowResult", description: "One window of the result" });

const runSchema = z
  .strictObject({
    index: z.number(),
    label: z.string().exactOptional().describe("With --ab, which of the two commands it is: A or B"),
    exit: exitSchema,
    windows: z.array(windowSchema),
  })
  .meta({ id: "RunResult", description: "One execution's windows" });

/** Schema of `joulemark/result/v1`; a type test keeps it equal to `Result`. */
export const resultSchema = z
  .strictObject({
    schema: z.literal("joulemark/result/v1"),
    run: z.strictObject({
      id: z.string(),
      name: z.string().exactOptional(),
      command: z.array(z.string()),
      startedAt: text("UTC, ISO 8601"),
      durationS: z.number(),
      exit: exitSchema,
      host: z.record(z.string(), z.unknown()),
      recording: z.string().nullable().describe("The recording's folder"),
      load: z
        .record(z.string(), z.unknown())
        .exactOptional()
        .describe("What a load that reports its own work said of itself (see the schema `runner`)"),
      endsEarlyAtS: z.number().exactOptional().describe("Where an incomplete recording stops, seconds"),
    }),
    windows: z.array(windowSchema).describe("Of the first execution that counts"),
    runs: z.array(runSchema).exactOptional(),
    statistics: z.array(statisticSchema).exactOptional(),
    sides: z
      .array(z.strictObject({ label: z.string(), command: z.array(z.string()), statistics: z.array(statisticSchema) }))
      .exactOptional()
      .describe("With --ab, in place of statistics: those of each command"),
    comparison: comparisonSchema.exactOptional().describe("With --ab: both commands held against each other"),
    target: targetSchema.exactOptional(),
    probes: z.array(z.strictObject({ name: z.string(), device: z.string() })),
    clocks: z.array(clockSchema).exactOptional().describe("Of instruments with a clock of their own"),
    sync: z.array(syncSchema).exactOptional().describe("Where a known load was put around the command"),
    quality: z.strictObject({ verdict: verdictSchema, findings: z.array(findingSchema) }),
    self: z
      .strictObject({
        cpuS: z.number(),
        missedTicks: z.number(),
        readMicros: micros,
        latenessMicros: micros,
        granted: z.record(z.string(), z.unknown()),
      })
      .nullable()
      .describe("What measuring itself cost; null when joulemark was killed before it could say"),
  })
  .meta({ title: "joulemark/result/v1", description: "Energy, mean power and efficiency of a run" });
