import { availableParallelism } from "node:os";
import { switchedLoad } from "../../calibration/ladder/generator.js";
import type { SwitchedLoad } from "../../calibration/ladder/load.js";
import { switchLoad } from "../../calibration/ladder/switch.js";
import { chipForAll, maximumLengthSequence } from "../characterize/pattern.js";
import { MeasurementError } from "../core/error.js";
import type { Rail } from "../core/rail.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../core/units.js";
import type { ExecuteOptions } from "./execute.js";

/** The window before the command, and the one after it. */
export type PulseName = "sync-before" | "sync-after";

/** Faster than threads and regulators follow, a pattern shows nothing; slower instruments would make it last for minutes. */
const SHORTEST_CHIP: Seconds = 0.05;
const LONGEST_CHIP: Seconds = 1;
/** Rest before and after the pattern, in chips: what a sensor showed of the load has to come to its end. */
const REST_CHIPS = 3;

/** Sixteen edges: the eight of a Barker sequence leave wide gaps between the phases of a period. */
export const pulseChips = maximumLengthSequence(5);

/** How long a chip is for these rails: at least two of the longest period, in step with none of them. */
export function pulseChip(rails: readonly Rail[]): Seconds {
  const periods = rails.map(({ period }) => period);
  const wanted = Math.min(LONGEST_CHIP, Math.max(SHORTEST_CHIP, ...periods.map((period) => 2 * period)));
  return chipForAll(periods, pulseChips, wanted);
}

/** How long a pulse takes, for those who wait for it. */
export function pulseText(rails: readonly Rail[]): string {
  const seconds = (pulseChips.length + 2 * REST_CHIPS) * pulseChip(rails);
  return `a known load of ${seconds.toFixed(0)} s before and after the command`;
}

/** A known load in a window of its own; a load that fails is a finding, and the command runs all the same. */
export async function syncPulse(name: PulseName, execution: ExecuteOptions): Promise<void> {
  const { options, context, session, signals, live, rails } = execution;
  if (!options.syncPulse || signals.signal.aborted) return;
  live.phase(name);
  const mark = (kind: "begin" | "end", at: Nanoseconds) => session.mark({ kind, name, at, within: 0, source: "phase" });
  mark("begin", context.clock.now());
  try {
    await burnPattern(name, { ...execution, chipS: pulseChip(rails) });
  } catch (error) {
    session.finding(failed(name, error));
  }
  mark("end", context.clock.now());
}

interface Burn extends ExecuteOptions {
  readonly chipS: Seconds;
}

async function burnPattern(name: PulseName, burn: Burn): Promise<void> {
  const { context, signals, chipS } = burn;
  const { clock } = context;
  // one processor stays for whoever samples
  const load = await switchedLoad(Math.max(1, availableParallelism() - 1));
  const over = new AbortController();
  void load.ended.then(() => over.abort());
  const signal = AbortSignal.any([signals.signal, over.signal]);
  try {
    const start = clock.now() + nanoseconds(REST_CHIPS * chipS);
    await clock.until(start, signal);
    for (const [k, chip] of [...pulseChips, 0].entries()) {
      if (signal.aborted) break;
      if (chip !== (pulseChips[k - 1] ?? 0)) await edge(name, chip, { ...burn, load });
      await clock.until(start + nanoseconds((k + 1) * chipS), signal);
    }
    await clock.until(start + nanoseconds((pulseChips.length + REST_CHIPS) * chipS), signal);
    if (over.signal.aborted)
      throw (await load.ended) ?? new MeasurementError("INTERNAL", "the load ended by itself", "Measure again");
  } finally {
    await load.stop();
  }
}

async function edge(pulse: PulseName, level: number, { context, session, load }: Burn & { load: SwitchedLoad }) {
  const switched = await switchLoad(load, level === 1, context.clock);
  session.planned({ type: "pulse-edge", pulse, ...switched, level });
}

const failed = (name: PulseName, error: unknown) => ({
  code: "sync-pulse-failed",
  severity: "degraded" as const,
  message: `The load of ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
  remedy: "Measure again; without --sync-pulse instants are what each instrument says of itself",
});
