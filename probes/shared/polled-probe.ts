import type { Finding } from "../../src/core/finding.js";
import type { Host, OpenProbe, PolledFile } from "../../src/core/probe.js";
import type { Total } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import type { RailPlan } from "./rail-plan.js";

/** Everything an open probe of polled files is made of. */
export interface PolledParts {
  readonly probe: string;
  readonly device: string;
  readonly plans: readonly RailPlan[];
  readonly totals: readonly Total[];
  readonly findings: readonly Finding[];
  readonly period: Seconds;
}

/** An open probe whose files the host's sampling thread reads; disposing it ends the sampling. */
export function openPolled({ probe, device, plans, totals, findings, period }: PolledParts, host: Host): OpenProbe {
  const closing = new AbortController();
  const files = plans.flatMap(filesOf);
  return {
    rails: plans.map(({ rail }) => rail),
    totals,
    findings,
    device,
    batches: (signal) => host.poll({ probe, files, period }, AbortSignal.any([signal, closing.signal])),
    [Symbol.asyncDispose]: async () => closing.abort(),
  };
}

const filesOf = ({ rail, pattern, files, limits = [] }: RailPlan): readonly PolledFile[] =>
  rail.columns.flatMap(({ name }, index) => {
    const file = files[index];
    const limit = limits[index];
    return file === undefined ? [] : [{ path: `${pattern}/${file}`, column: name, ...(limit && { limits: limit }) }];
  });
