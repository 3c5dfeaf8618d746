import { MeasurementError } from "../../src/core/error.js";
import { refusals } from "../shared/nvidia/refusals.js";
import type { Ended } from "../shared/program.js";
import { refusalBy } from "../shared/refusals.js";
import { answerIn, type Refused } from "./answer.js";
import { LIBRARY } from "./library.js";

/** How to get the library. */
export const install =
  "Install NVIDIA's driver with its libraries (Debian, Ubuntu: libnvidia-ml1 or libnvidia-compute-NNN). A Jetson has none of use: its rails are read by jetson-ina";

const byHand = "Run `nvidia-smi` by hand until it shows the GPU, then try again";

/** Why the program that calls the library ended without samples: by the library's own return code where it gave one. */
export function refusalOf(ended: Ended, lines: readonly string[]): MeasurementError {
  const answer = answerIn(lines);
  if (answer !== undefined && "refused" in answer) return refusalFor(answer);
  return refusalBy({ program: LIBRARY, known: [], remedy: byHand })(ended, lines);
}

/** The same for what it answered. */
export function refusalFor({ refused }: Refused): MeasurementError {
  if ("package" in refused)
    return new MeasurementError(
      "UNAVAILABLE",
      `${LIBRARY} is here, and the package ${refused.package}, through which it is called, is not installed`,
      "Install it where joulemark is: npm install koffi@3.3.4 (with --global if joulemark is). nvidia-smi reads the same boards without it",
    );
  if ("library" in refused)
    return new MeasurementError("UNAVAILABLE", `${LIBRARY} cannot be loaded: ${refused.library}`, install);
  const known = refusals.find(({ exit }) => exit === refused.code);
  if (known !== undefined) return new MeasurementError(known.code, `${LIBRARY}: ${known.message}`, known.remedy);
  return new MeasurementError("UNAVAILABLE", `${LIBRARY}: ${refused.said} (return code ${refused.code})`, byHand);
}
