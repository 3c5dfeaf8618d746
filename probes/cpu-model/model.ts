import type { ErrorSource, Rail } from "../../src/core/rail.js";
import type { Joules, Seconds, Watts } from "../../src/core/units.js";
import { JIFFY } from "./parse.js";

/** Power between two ends: nothing runs, and every CPU is busy. */
export interface Model {
  readonly cpus: number;
  readonly idleW: Watts;
  readonly maxW: Watts;
}

/**
 * Judged, not measured: 2 W for the rest of the package plus 0.5 W for each idle CPU (hardware thread), 5 W plus 4 W for
 * each busy one. It is 37 W for 8 threads and 133 W for the 32 threads of a Xeon E5-2698 v3, whose rating is 135 W.
 */
export const defaultModel = (cpus: number): Model => ({ cpus, idleW: 2 + 0.5 * cpus, maxW: 5 + 4 * cpus });

/** E(t) = idleW t + (maxW - idleW) b / n after t seconds in which the n CPUs together were busy for b CPU seconds. */
export const energyAt = ({ cpus, idleW, maxW }: Model, elapsed: Seconds, busy: Seconds): Joules =>
  idleW * elapsed + ((maxW - idleW) * busy) / cpus;

/** Half-width of the model's relative error, rectangular. */
const GAIN_LIMIT = 0.5;

function uncertainty({ cpus, idleW, maxW }: Model): readonly ErrorSource[] {
  const ofEnergy = { of: "energy", distribution: "rectangular" } as const;
  return [
    {
      ...ofEnergy,
      id: "model",
      kind: "gain",
      size: GAIN_LIMIT,
      origin: "judgement: a model of utilisation without a sensor, wrong by up to half",
    },
    {
      ...ofEnergy,
      id: "jiffy",
      kind: "resolution",
      // the counts of n CPUs are cut off independently of each other: one step of n^(1/2) jiffies stands for them all
      size: (((maxW - idleW) * JIFFY) / cpus) * Math.sqrt(cpus),
      origin: "proc_stat(5): busy time is counted in 1/100 s",
    },
  ];
}

/** The one rail of the model. */
export const railOf = (model: Model, period: Seconds): Rail => ({
  id: "cpu",
  point: "estimate",
  measures: "energy-counter",
  columns: [{ name: "cpu", quantity: "energy", unit: "J", scale: 1 }],
  period,
  window: { kind: "counter" },
  plausiblePower: 2 * model.maxW,
  uncertainty: uncertainty(model),
  note: `ESTIMATE: ${model.idleW} W idle to ${model.maxW} W with all ${model.cpus} CPUs busy, by utilisation; no sensor`,
});
