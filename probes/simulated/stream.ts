import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import { MeasurementError } from "../../src/core/error.js";
import { nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import { earlier, later } from "../shared/instants.js";
import { lookAt } from "./dial.js";
import type { Settings } from "./settings.js";
import { batchOf, instantOf, type Simulation, tickAt } from "./ticks.js";
import type { Waveform } from "./waveform.js";

/** How often ticks are handed on, when they come faster than this. */
const BATCH_SECONDS = 0.1;
/** What a stall (a suspended computer) may at most put into one batch. */
const BATCH_TICKS = 1 << 16;

/** What to play, and by which clock. */
export interface Source {
  readonly settings: Settings;
  readonly waveform: Waveform;
  readonly period: Seconds;
  readonly clock: Clock;
}

/**
 * Every tick of the grid up to now, about ten times a second, the first at once; on abort those up to now, and then the
 * end. Throws PROBE_DIED after the last tick before `dieAfterS`.
 */
export async function* simulate(source: Source, signal: AbortSignal): AsyncGenerator<Batch> {
  if (signal.aborted) return;
  const { clock, settings, waveform, period } = source;
  const simulation: Simulation = { settings, waveform, period, start: clock.now() };
  const death = settings.dieAfterS === undefined ? undefined : simulation.start + nanoseconds(settings.dieAfterS);
  for (let next = 0; ; ) {
    const ended = signal.aborted;
    const now = clock.now();
    if (waveform.type === "dial") lookAt(waveform.dial, settings.phaseS + secondsBetween(simulation.start, now));
    const dead = death !== undefined && now >= death;
    const end = 1 + tickAt(simulation, dead ? death - 1n : now);
    while (next < end) {
      const from = next;
      next = Math.min(end, next + BATCH_TICKS);
      yield batchOf(simulation, from, next);
    }
    if (dead) throw died(settings);
    if (ended) return;
    const tick = instantOf(simulation, next);
    const soon = now + nanoseconds(BATCH_SECONDS);
    const wake = later(tick, soon);
    await clock.until(earlier(wake, death ?? wake), signal);
  }
}

const died = ({ dieAfterS }: Settings): MeasurementError =>
  new MeasurementError(
    "PROBE_DIED",
    `The simulated instrument died after ${dieAfterS} s`,
    "Remove dieAfterS from its settings",
  );
