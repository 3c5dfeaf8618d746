import { figure } from "../core/figure.js";
import type { Quantity } from "../core/quantity.js";
import type { Execution, Work } from "../core/recording.js";
import type { DynamicResult, WorkResult } from "../core/result.js";
import { add, budget, divide, exact, multiply, quantity, scale, subtract } from "../core/uncertainty.js";
import { durationOf } from "../energy/contributions.js";
import { latencyOf, rateNoise, windowsText } from "./summarize-load.js";
import type { MeasuredWindow, Subject } from "./summarize-subjects.js";

/** Work done in an execution: stated, or read from its output. */
export const workCount = (work: Work | undefined, execution: Execution | undefined): number | undefined =>
  work === undefined ? undefined : (execution?.work ?? work.count);

/** Whether the work is done in this window: the one that `work` names, else that of the command. */
export const isWorked = (
  { window, execution }: Pick<MeasuredWindow, "window" | "execution">,
  work: Work | undefined,
): boolean =>
  work?.window === undefined
    ? window.source === "command"
    : execution !== undefined && window.source !== "command" && window.name === work.window;

/** A run that failed or was cut short did another amount of work: it is shown, and kept out of the statistics. */
export const wholeRuns = (windows: readonly MeasuredWindow[], work: Work | undefined): readonly MeasuredWindow[] =>
  windows.filter((measured) => isWorked(measured, work) && measured.execution?.exit.code === 0);

/**
 * Work a second. The count is exact, the duration is as good as its edges; a load that reports its own windows shows by
 * their scatter how well this rate stands for its rate.
 */
export function rateOf(count: number, { span, load }: MeasuredWindow): Quantity {
  const rate = divide(exact(count), durationOf(span));
  const noise = rateNoise(load?.windows ?? []);
  if (noise === undefined) return rate;
  const id = `rates in ${span.key}`;
  return add(rate, quantity(0, [[id, noise.u]], { dof: [[id, noise.dof]] }));
}

/** q = N/E, so that u_r(q) = u_r(E): the duration cancels (measurement.md 2.4). Null without a positive energy. */
export const efficiencyOf = (count: number, { energy }: Pick<Subject, "energy">): Quantity | null =>
  energy === null || energy.value <= 0 ? null : divide(exact(count), energy);

/** Rate and efficiency in one window. */
export function workOf(count: number, unit: string, window: MeasuredWindow): WorkResult | undefined {
  if (window.span.to <= window.span.from) return undefined;
  const efficiency = window.subjects.flatMap((subject) => {
    const ratio = efficiencyOf(count, subject);
    if (ratio === null) return [];
    const { of, point } = subject;
    const joulesPerUnit = figure(divide(exact(1), ratio));
    const estimate = point === "estimate";
    return { ...figure(ratio), of, point, estimate, unit: `${unit}/s/W`, joulesPerUnit, budget: budget(ratio) };
  });
  const rate = rateOf(count, window);
  const [windows, latencyMs] = [windowsText(window.load?.windows ?? []), latencyOf(window.load)];
  return {
    count,
    unit,
    rate: figure(rate),
    budget: budget(rate),
    efficiency,
    ...(windows !== undefined && { windows }),
    ...(latencyMs !== undefined && { latencyMs }),
  };
}

/**
 * E - P_idle D (measurement.md 5.4). Idle power is the mean of the windows before and after, whose half difference is a
 * source of its own; one of them alone will do.
 */
export function dynamicOf(window: MeasuredWindow, idles: readonly MeasuredWindow[]): DynamicResult[] {
  return window.subjects.flatMap(({ of, point, energy }) => {
    const powers = idles.flatMap(({ subjects }) => subjects.find((idle) => idle.of === of)?.meanPower ?? []);
    const idlePower = idleOf(powers, of);
    if (energy === null || energy.value <= 0 || idlePower === undefined) return [];
    const idleEnergy = multiply(idlePower, durationOf(window.span));
    const dynamicEnergy = subtract(energy, idleEnergy);
    return {
      of,
      point,
      idlePowerW: figure(idlePower),
      dynamicEnergyJ: figure(dynamicEnergy),
      idleShare: idleEnergy.value / energy.value,
      budget: budget(dynamicEnergy),
    };
  });
}

function idleOf([before, after]: readonly Quantity[], of: string): Quantity | undefined {
  if (before === undefined || after === undefined) return before;
  const drift = quantity(0, [[`idle drift/${of}`, Math.abs(before.value - after.value) / 2]]);
  return add(scale(add(before, after), 0.5), drift);
}
