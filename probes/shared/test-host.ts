import { hostClock } from "../../src/core/clock.js";
import type { Host, PollPlan } from "../../src/core/probe.js";

/** A host for tests: a tree for a root, a clock that stands still or moves by `stepNs` at each look, and no sampling. */
export interface TestHost extends Host {
  /** What was asked to be polled. */
  readonly plans: PollPlan[];
  readonly signals: AbortSignal[];
}

/** Makes one. */
export function testHost(root: string, stepNs = 0n): TestHost {
  const plans: PollPlan[] = [];
  const signals: AbortSignal[] = [];
  let now = 0n;
  const clock = { ...hostClock, now: () => (now += stepNs), until: () => Promise.resolve() };
  async function* nothing() {}
  const poll = (plan: PollPlan, signal: AbortSignal) => {
    plans.push(plan);
    signals.push(signal);
    return nothing();
  };
  return { root, clock, poll, plans, signals };
}
