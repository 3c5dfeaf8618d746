import { resolve } from "node:path";
import type { Load } from "../../../calibration/ladder/plan.js";
import { limits } from "../../config/limits.js";
import { positiveNumber } from "../../config/numbers.js";
import { MeasurementError } from "../../core/error.js";
import { recordingsFolder } from "../../recording/folder.js";
import type { Context } from "../context.js";
import { parseProbeWord } from "../probe-words.js";
import type { LiveRequest } from "./live.js";
import { liveWord } from "./rail-word.js";

/** Flags of a calibration that samples, as text. */
export interface LiveFlags {
  readonly probe?: readonly string[];
  readonly load?: string;
  readonly steps?: string;
  readonly seed?: string;
  readonly dwell?: string;
  readonly maxDwell?: string;
  readonly duration?: string;
  readonly rate?: string;
  readonly sysroot?: string;
  readonly recordings?: string;
  readonly quiet?: boolean;
}

const DAY_S = 86_400;
const DEFAULT_DWELL_S = 5;
/** Without --max-dwell. */
const PATIENCE = 6;

/** Whether anything is to be sampled: else rails are those of recordings. */
export const isLive = ({ probe = [], load, duration, steps }: LiveFlags): boolean =>
  probe.length > 0 || load !== undefined || duration !== undefined || steps !== undefined;

/** What the flags say of a live calibration. Throws CONFIG. */
export function liveRequest(flags: LiveFlags, sides: LiveRequest["sides"], { cwd, env }: Context): LiveRequest {
  const dwellS = flags.dwell === undefined ? DEFAULT_DWELL_S : seconds("--dwell", flags.dwell);
  const maxS = flags.maxDwell === undefined ? PATIENCE * dwellS : seconds("--max-dwell", flags.maxDwell);
  if (maxS < dwellS) throw wrong("--max-dwell is shorter than --dwell", "Give it at least as many seconds");
  if (flags.load === undefined && flags.steps !== undefined) throw wrong("--steps needs --load", "Add --load cpu");
  const words = flags.probe ?? [...new Set(sides.map(({ flag, word }) => liveWord(flag, word).probe))];
  return {
    probes: words.map((word) => parseProbeWord(word)),
    root: resolve(cwd, flags.sysroot ?? "/"),
    parent: flags.recordings === undefined ? recordingsFolder(env) : resolve(cwd, flags.recordings),
    sides,
    dwell: { minS: dwellS, maxS, steadyS: dwellS / 2 },
    seed:
      flags.seed === undefined ? 1 : positiveNumber("--seed", flags.seed, { min: 0, max: 2 ** 32 - 1, integer: true }),
    quiet: flags.quiet ?? false,
    ...(flags.load !== undefined && { load: flags.load }),
    ...(flags.steps !== undefined && { loads: loadsOf(flags.steps) }),
    ...(flags.rate !== undefined && { rate: positiveNumber("--rate", flags.rate, limits.rate) }),
    ...(flags.duration !== undefined && { durationS: seconds("--duration", flags.duration) }),
  };
}

const seconds = (flag: string, text: string): number => positiveNumber(flag, text, { min: 0.05, max: DAY_S });

const loadOf = /^(\d{1,5})x(\d{1,3}(?:\.\d+)?)%?$/;

function loadsOf(words: string): readonly Load[] {
  return words.split(",").map((word) => {
    const [, threads, duty] = loadOf.exec(word.trim()) ?? [];
    if (threads === undefined || duty === undefined)
      throw wrong(
        `--steps: ${JSON.stringify(word.slice(0, 40))} is no load`,
        "Write THREADSxDUTY, e.g. --steps 1x5,1x20,1x40,2x50,4x80,4x100",
      );
    return { threads: Number(threads), dutyPercent: Number(duty) };
  });
}

const wrong = (what: string, remedy: string): MeasurementError => new MeasurementError("CONFIG", what, remedy);
