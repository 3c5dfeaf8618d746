import { MeasurementError } from "../../core/error.js";
import type { Manifest } from "../../core/recording.js";
import { clockStatus } from "./clock-status.js";

const MOST = 200;

/** The id that several hosts share, as it is given. Throws CONFIG for one that a database's tag could not hold as it is. */
export function sharedRunId(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (text.trim() === text && Buffer.byteLength(text) <= MOST && !/[\p{Cc}\\]/u.test(text)) return text;
  throw new MeasurementError(
    "CONFIG",
    "--run-id holds a control character or a backslash, begins or ends with a space, or is longer than 200 bytes",
    "Give letters, digits and dashes, the same on every host, e.g. --run-id nightly-7",
  );
}

/** What a manifest keeps so that recordings of several hosts can be put together: the id they share, and how well the clock is known. */
export async function sharedSettings(
  runId: string | undefined,
  { sinks, env }: { readonly sinks: readonly string[]; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Readonly<Record<string, unknown>>> {
  if (runId === undefined && sinks.length === 0) return {};
  return { ...(runId !== undefined && { runId }), clock: await clockStatus(env) };
}

/** The id that a recording's points carry: the shared one, else its own. */
export const pointsRunId = ({ id, settings }: Pick<Manifest, "id" | "settings">): string =>
  typeof settings["runId"] === "string" ? settings["runId"] : id;
