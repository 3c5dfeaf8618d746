import { secondsBetween } from "../core/units.js";
import type { EngineOutcome } from "../wrap/engine-reader.js";
import type { Wrapped } from "../wrap/wrap.js";
import type { Session } from "./session.js";

/**
 * Units of work of an execution as its engine tells them; a rate holds for the window in which it was measured. Marks that
 * window where the output told of one.
 */
export function engineWork(
  { work, window }: EngineOutcome,
  { from, to }: Pick<Wrapped, "from" | "to">,
  { session, name }: { readonly session: Pick<Session, "mark">; readonly name: string | undefined },
): number | undefined {
  if (window !== undefined && name !== undefined) {
    const { within } = window;
    session.mark({ kind: "begin", name, at: window.from, within, source: "regex" });
    session.mark({ kind: "end", name, at: window.to, within, source: "regex" });
  }
  if (work === undefined || work.kind === "count") return work?.value;
  return work.value * secondsBetween(window?.from ?? from, window?.to ?? to);
}
