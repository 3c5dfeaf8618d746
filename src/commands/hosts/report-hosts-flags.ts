import { MeasurementError } from "../../core/error.js";
import type { PageFlags } from "../page-files.js";

/** Flags of `report` that are about several hosts, and those that one recording alone can answer. */
export interface HostsFlags extends PageFlags {
  readonly run?: string;
  readonly hosts?: string;
  readonly host?: string;
  readonly svg?: string;
  readonly png?: string;
  readonly budget?: boolean;
}

/** The hosts that should be there. Throws CONFIG for what does not go together. */
export function expectedHosts(words: readonly string[], flags: HostsFlags): readonly string[] {
  const { hosts, host, svg, png, budget } = flags;
  const beside = { "--host": host, "--svg": svg, "--png": png, "--budget": budget, [words[0] ?? ""]: words[0] };
  const other = Object.entries(beside).find(([, value]) => value !== undefined)?.[0];
  if (other !== undefined)
    throw new MeasurementError(
      "CONFIG",
      `--run does not go with ${other}: it is the report of all hosts of a run`,
      `Leave it away, or report one host: --from-influx URL RUN --host NAME`,
    );
  return (hosts ?? "").split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
}
