import type { Config } from "../config/config.js";
import { limits } from "../config/limits.js";
import { positiveNumber } from "../config/numbers.js";
import { MeasurementError } from "../core/error.js";
import { splitWords } from "../core/split-words.js";
import type { Context } from "./context.js";
import type { RepeatFlags } from "./repeat-flags.js";
import type { RunOptions } from "./run-options.js";

/** Flags of two interleaved commands, as text. */
export interface AbFlags extends RepeatFlags {
  readonly ab?: readonly string[];
  readonly seed?: string;
}

/** Blocks when nobody says: fewer runs a side say next to nothing of how they scatter (measurement.md 5.2). */
const BLOCKS = 5;

/**
 * Two commands in place of one, run in blocks of two: `repeat` counts the runs of both. Throws CONFIG for what says how
 * well one mean is to be known, or begins runs at places of a sensor's period: neither is about a difference.
 */
export function abOf(
  flags: AbFlags,
  { repeat, warmup }: Pick<Config, "repeat" | "warmup">,
  { clock }: Pick<Context, "clock">,
): Pick<RunOptions, "ab" | "repeat" | "warmup"> | undefined {
  const { ab, seed } = flags;
  if (ab === undefined) {
    if (seed === undefined) return undefined;
    throw new MeasurementError(
      "CONFIG",
      "--seed draws nothing: no --ab asks for an order",
      "Add --ab 'CMD1' 'CMD2', or leave --seed away",
    );
  }
  refuseWith(flags);
  const [first, second, ...more] = ab.map(splitWords);
  if (first === undefined || second === undefined || more.length > 0) throw notTwo(ab.length);
  if (first.length === 0 || second.length === 0) throw empty();
  const blocks = flags.repeat === undefined ? Math.max(BLOCKS, repeat) : repeat;
  const drawn = seed === undefined ? Number(clock.now() & 0xffffffffn) : positiveNumber("--seed", seed, limits.seed);
  return { ab: { first, second, seed: drawn }, repeat: 2 * blocks, warmup: 2 * warmup };
}

const empty = (): MeasurementError =>
  new MeasurementError("CONFIG", "A command of --ab is empty", "Write both: --ab 'CMD1' 'CMD2'");

const notTwo = (count: number): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `--ab takes two commands, and there ${count === 1 ? "is 1" : `are ${count}`}`,
    "Quote each of them whole: --ab './old --size 10' './new --size 10'",
  );

function refuseWith({ targetUncertainty, phaseShift }: AbFlags): void {
  const [flag, why] =
    targetUncertainty !== undefined
      ? ["--target-uncertainty", "says how well one mean is to be known, and not how well a difference"]
      : ["--phase-shift", "begins runs at places of a sensor's period, and --ab in blocks of two"];
  if (targetUncertainty === undefined && phaseShift === undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `${flag} ${why}`,
    "Use --repeat N with --ab: N blocks, each with one run of either command",
  );
}
