import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import type { StepWindow } from "../pair/steps.js";
import type { StartLoad } from "./load.js";
import type { LoadStep } from "./plan.js";

/** How long each step is held. */
export interface Dwell {
  /** At least, however steady it looks. */
  readonly minS: Seconds;
  /** At most: a step that is not steady by then is left, and says so. */
  readonly maxS: Seconds;
  /** The last so many seconds have to be steady. */
  readonly steadyS: Seconds;
}

/** A step that was taken. */
export interface StepTaken {
  readonly step: LoadStep;
  /** From when its load was started to just before it was stopped. */
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Its last `steadyS` were steady. */
  readonly steady: boolean;
}

/** What taking the steps needs. */
export interface Climb {
  readonly steps: readonly LoadStep[];
  readonly start: StartLoad;
  readonly dwell: Dwell;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether everything that is measured is steady over a span: `SteadyWatch`. */
  isSteady(from: Nanoseconds, to: Nanoseconds): boolean;
  /** A step begins, and has ended. */
  onStep?(step: LoadStep, taken?: StepTaken): void;
}

/** How often it is asked whether a load is steady. */
const ASK: Seconds = 0.25;

/**
 * Takes the steps one after the other, and gives those that were held to their end: all, unless `signal` aborts. Rejects
 * with a MeasurementError when a load cannot be started, or ends by itself. No load is left running.
 */
export async function climb(plan: Climb): Promise<readonly StepTaken[]> {
  const taken: StepTaken[] = [];
  for (const step of plan.steps) {
    if (plan.signal.aborted) break;
    plan.onStep?.(step);
    const done = await hold(step, plan);
    if (done === undefined) break;
    taken.push(done);
    plan.onStep?.(step, done);
  }
  return taken;
}

async function hold(step: LoadStep, plan: Climb): Promise<StepTaken | undefined> {
  const { start, clock, signal } = plan;
  const from = clock.now();
  const load = await start(step);
  const over = new AbortController();
  const ended = load.ended.then((error) => {
    over.abort();
    return error;
  });
  try {
    const enough = AbortSignal.any([signal, over.signal]);
    const steady = await untilSteady(from, { ...plan, signal: enough });
    const to = clock.now();
    if (signal.aborted) return undefined;
    const failure = over.signal.aborted ? await ended : undefined;
    if (failure !== undefined) throw failure;
    return { step, from, to, steady };
  } finally {
    await load.stop();
  }
}

/** Waits from the shortest to the longest dwell for a steady stretch; false when there was none. */
async function untilSteady(from: Nanoseconds, { clock, dwell, signal, isSteady }: Climb): Promise<boolean> {
  const last = from + nanoseconds(dwell.maxS);
  const length = nanoseconds(dwell.steadyS);
  await clock.until(from + nanoseconds(Math.max(dwell.minS, dwell.steadyS)), signal);
  for (;;) {
    const now = clock.now();
    if (signal.aborted) return false;
    if (now - length >= from && isSteady(now - length, now)) return true;
    if (now >= last) return false;
    await clock.until(now + nanoseconds(ASK), signal);
  }
}

/** The steps as windows of traces whose time zero is `start`; a load that was taken again keeps a window of its own. */
export const windowsOf = (taken: readonly StepTaken[], start: Nanoseconds): readonly StepWindow[] =>
  taken.map(({ step, from, to }) => ({ step: step.index, from: Number(from - start), to: Number(to - start) }));
