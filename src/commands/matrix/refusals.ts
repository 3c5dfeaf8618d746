import { MeasurementError } from "../../core/error.js";
import type { RunnerInfo } from "../../runner/protocol.js";

/** What of a cell the runner can be asked about. */
export interface Asked {
  readonly backend: string;
  readonly precision: string;
}

/** Why a back end cannot compute so here, in the runner's own words; undefined where it does not refuse. */
export function refusalOf({ backends }: RunnerInfo, { backend: name, precision }: Asked): MeasurementError | undefined {
  const backend = backends.find((one) => one.backend === name);
  // one that it does not know it refuses itself, and names those that it has
  if (backend === undefined) return undefined;
  if (!backend.available)
    return new MeasurementError("UNAVAILABLE", `${backend.detail} (${backend.code})`, backend.remedy);
  if (backend.precisions.includes(precision)) return undefined;
  const said = backend.refusals.find((refusal) => namesOf(refusal).includes(precision));
  if (said === undefined) return undefined;
  const [detail = said, remedy = "Use another --precision"] = said.split(/;\s*(?=[^;]*$)/);
  return new MeasurementError("UNAVAILABLE", detail, sentence(remedy));
}

/** `tf32, fp16: why` is about both. */
const namesOf = (refusal: string): readonly string[] =>
  (refusal.split(":")[0] ?? "").split(",").map((name) => name.trim());

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
