import { resolve } from "node:path";
import { limits } from "../../config/limits.js";
import { positiveNumber } from "../../config/numbers.js";
import { MeasurementError } from "../../core/error.js";
import { recordingsFolder } from "../../recording/folder.js";
import { checkCommand } from "../../wrap/command.js";
import type { Context } from "../context.js";
import { parseProbeWord } from "../probe-words.js";
import { sysroot } from "../run-flags.js";
import type { CharacterizeRequest } from "./characterize.js";
import { commandOf } from "./drive.js";
import { characterizationsFolder } from "./store.js";

/** Flags of `characterize`, as text. */
export interface CharacterizeFlags {
  readonly load?: string;
  readonly duration?: string;
  readonly rate?: string;
  readonly from?: string;
  readonly marks?: string;
  readonly store?: boolean;
  readonly json?: string;
  readonly recordings?: string;
  readonly sysroot?: string;
  readonly quiet?: boolean;
}

/** No whole number: polls in step with the updates would see each at the same place. */
const OVERSAMPLE = 7 + (Math.sqrt(5) - 1) / 2;
const DEFAULT_QUIET_S = 6;

/** What the flags ask for. Throws CONFIG. */
export function characterizeRequest(
  probe: string | undefined,
  flags: CharacterizeFlags,
  { cwd, env }: Context,
): CharacterizeRequest {
  const recordings = flags.recordings === undefined ? recordingsFolder(env) : resolve(cwd, flags.recordings);
  const rest = {
    ...(flags.marks !== undefined && { marks: flags.marks }),
    recordings,
    ...(flags.store !== false && { keep: characterizationsFolder(recordingsFolder(env)) }),
    quiet: flags.quiet ?? false,
    quietS:
      flags.duration === undefined
        ? DEFAULT_QUIET_S
        : positiveNumber("--duration", flags.duration, { min: 0.5, max: 86_400 }),
    ...(flags.json !== undefined && { json: flags.json }),
  };
  if (flags.from !== undefined) return { ...rest, from: recorded(probe, flags, flags.from) };
  if (probe === undefined)
    throw wrong(
      "There is nothing to characterize",
      "Name a probe, e.g. joulemark characterize meter; or a recording with --from",
    );
  if (flags.marks !== undefined)
    throw wrong("--marks is for a recording", "Leave it out, or name the recording with --from");
  const load = flags.load ?? "cpu";
  const [file] = commandOf(load);
  if (load !== "cpu" && load !== "none") checkCommand(file);
  return {
    ...rest,
    ...(load !== "none" && { load }),
    live: {
      probes: [parseProbeWord(probe)],
      root: sysroot(resolve(cwd, flags.sysroot ?? "/")),
      parent: recordings,
      oversample: OVERSAMPLE,
      dwell: { minS: 1, maxS: 1, steadyS: 1 },
      seed: 1,
      quiet: rest.quiet,
      ...(flags.rate !== undefined && { rate: positiveNumber("--rate", flags.rate, limits.rate) }),
    },
  };
}

function recorded(probe: string | undefined, { load, duration, rate, sysroot: root }: CharacterizeFlags, from: string) {
  const live = [probe, load, duration, rate, root].some((given) => given !== undefined);
  if (live)
    throw wrong(
      "--from takes a recording as it is: a probe, --load, --duration and --rate are not for it",
      "Leave them out",
    );
  return from;
}

const wrong = (what: string, remedy: string): MeasurementError => new MeasurementError("CONFIG", what, remedy);
