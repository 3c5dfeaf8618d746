import type { AgreementResult } from "../core/agreement-result.js";
import type { Finding } from "../core/finding.js";
import { type Agreement, agreementsAmong, disagreesAbove, normalizedError, type Same } from "../energy/agreement.js";
import type { MeasuredWindow } from "./summarize-subjects.js";

/** The comparisons of every window, and what to say of those that fail. */
export interface Agreements {
  readonly byWindow: ReadonlyMap<MeasuredWindow, readonly AgreementResult[]>;
  readonly findings: readonly Finding[];
}

/** Holds against each other what watches the same power; chance is allowed for over all windows together. */
export function agreementsOf(windows: readonly MeasuredWindow[], same: readonly Same[]): Agreements {
  const all = windows.map((window) => ({ window, found: agreementsAmong(window.rails, totalsOf(window), same) }));
  const limit = disagreesAbove(all.reduce((count, { found }) => count + found.length, 0));
  const byWindow = new Map(all.map(({ window, found }) => [window, found.map((one) => resultOf(one, limit))]));
  const findings = all.flatMap(({ window, found }) =>
    found.filter((one) => normalizedError(one) > limit).map((one) => findingOf(one, window.window.name)),
  );
  return { byWindow, findings };
}

const totalsOf = ({ totals }: MeasuredWindow) =>
  totals.flatMap(({ probe, total, point, energy }) =>
    energy === null ? [] : [{ name: `${probe}/${total.name}`, point, energy }],
  );

function resultOf(one: Agreement, limit: number): AgreementResult {
  const error = normalizedError(one);
  return {
    relation: one.relation,
    first: one.first.name,
    second: one.second.name,
    point: one.first.point,
    differenceJ: one.difference,
    normalizedError: error,
    agrees: error <= limit,
  };
}

function findingOf(one: Agreement, window: string): Finding {
  const { first, second, difference, relation } = one;
  const [a, b] = [first, second].map(({ energy }) => joules(energy.value));
  const apart = `${joules(Math.abs(difference.value))} apart, where ${joules(difference.U95)} would be within their uncertainty`;
  if (relation === "parts")
    return {
      code: "parts-exceed-whole",
      severity: "degraded",
      message: `${second.name} took ${b} in ${window} and ${first.name}, which contains them, ${a}: ${apart}`,
      remedy: "A shunt, a scale or a name is wrong: check the board's table of rails against its schematic",
    };
  return {
    code: "meters-disagree",
    severity: "degraded",
    message: `${first.name} gives ${a} for ${window} and ${second.name} ${b} for the same power: ${apart}`,
    remedy:
      "One errs by more than it states: look for a sensor that looks away part of the time (joulemark characterize), a wrong scale or shunt, a clock that is off",
  };
}

const joules = (value: number): string => `${Number(value.toPrecision(4))} J`;
