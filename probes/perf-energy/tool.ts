import { MeasurementError } from "../../src/core/error.js";
import type { Host } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { findProgram, type Program, runToEnd } from "../shared/program.js";
import { readNumber } from "../shared/read.js";
import { install, letIn, lookedFor } from "./access.js";
import { type Domain, eventOf, findDomains } from "./events.js";
import { type Interval, Intervals } from "./intervals.js";
import { refusalOf } from "./refusals.js";

const LONGEST_ANSWER: Seconds = 10;

/** perf, and what it can count here. Throws UNAVAILABLE when either is missing. */
export function needTool({ root }: Host): { readonly file: string; readonly domains: readonly Domain[] } {
  const domains = findDomains(root);
  if (domains.length === 0)
    throw new MeasurementError("UNAVAILABLE", "The kernel has no energy events here", lookedFor);
  const file = findProgram(root, "perf");
  if (file === undefined) throw new MeasurementError("UNAVAILABLE", "perf is not installed", install);
  return { file, domains };
}

/** The call for intervals of `period`: all of them, or just one. Counts go to standard output, refusals to standard error. */
export const call = (
  { file, domains }: { readonly file: string; readonly domains: readonly Domain[] },
  period: Seconds,
  one = false,
): Program => ({
  file,
  args: [
    ...["stat", "-a", "--per-socket", "-x,", "--log-fd", "1", "-I", String(Math.round(period * 1000))],
    ...(one ? ["--interval-count", "1"] : []),
    ...["-e", domains.map(eventOf).join(",")],
  ],
});

/** One interval. Throws what perf refuses, and where it counts nothing. */
export async function oneInterval(host: Host, period: Seconds): Promise<Interval> {
  const limit = LONGEST_ANSWER + period;
  const { lines, ...ended } = await runToEnd(call(needTool(host), period, true), { ...host, limit });
  const intervals = new Intervals();
  const whole = lines.flatMap((line) => intervals.take(line).ended);
  const interval = whole[0] ?? intervals.end()[0];
  if (interval === undefined || ended.code !== 0) throw refusalOf(ended, lines);
  if (!interval.counts.some(({ joules }) => typeof joules === "number")) throw countsNothing(host, interval);
  return interval;
}

/** perf ends well where it may not count: `<not supported>` stands in place of every number. */
function countsNothing({ root }: Host, { counts }: Interval): MeasurementError {
  const words = [...new Set(counts.map(({ joules }) => joules))].join(", ");
  const paranoid = readNumber(root, "proc/sys/kernel/perf_event_paranoid").value ?? 0;
  return paranoid > 0
    ? new MeasurementError("PERMISSION", `perf counts no energy (${words}; perf_event_paranoid is ${paranoid})`, letIn)
    : new MeasurementError("UNAVAILABLE", `perf counts no energy (${words})`, lookedFor);
}
