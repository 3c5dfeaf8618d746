import type { Finding } from "../../core/finding.js";
import type { HostsResult } from "../../core/hosts-result.js";
import { secondsBetween } from "../../core/units.js";
import { clockWithin, type HostRecording, type Span, steppedS } from "./host-recording.js";
import type { OwnResult } from "./host-result.js";

/** What has to be known of a run of several hosts beside the findings of each. */
export function hostsFindings(
  hosts: readonly HostRecording[],
  owns: readonly OwnResult[],
  { missing, window, totals }: Pick<HostsResult, "missing" | "window" | "totals">,
): readonly Finding[] {
  return [
    ...missing.map(missingHost),
    ...(window === null && hosts.length > 1 ? [noCommonWindow(owns)] : []),
    ...owns.flatMap((own) => (own.result.complete ? [] : [cutOff(own, owns)])),
    ...(hosts.length > 1 ? hosts.flatMap(clockFindings) : []),
    ...totals.flatMap(({ of, point, without }) => (without.length === 0 ? [] : [withoutSome(of, point, without)])),
  ];
}

const missingHost = (host: string): Finding => ({
  code: "host-missing",
  severity: "invalid",
  message: `${host} was expected and has nothing in the database under this id: no total here is that of all hosts`,
  remedy: "Send its recording from there (joulemark send), or leave it out of --hosts",
});

const noCommonWindow = (owns: readonly OwnResult[]): Finding => ({
  code: "no-common-window",
  severity: "invalid",
  message: `There is no time in which all hosts were measured, so there is no total: ${owns.map(({ result, span }) => `${result.host} ${clockText(span)}`).join(", ")}`,
  remedy: "Start the hosts together, or compare their own numbers; if they did run together, look at their clocks",
});

const clockText = ({ from, to }: Span): string => `${iso(from)} to ${iso(to)}`;
const iso = (ns: bigint): string => new Date(Number(ns / 1_000_000n)).toISOString();

function cutOff({ result: { host }, span }: OwnResult, owns: readonly OwnResult[]): Finding {
  const last =
    owns
      .map((own) => own.span.to)
      .sort((a, b) => (a < b ? -1 : 1))
      .at(-1) ?? span.to;
  const short = secondsBetween(span.to, last);
  const earlier = short > 0 ? `, ${short.toFixed(3)} s before those of the host that ends last` : "";
  return {
    code: "host-not-ended",
    severity: "degraded",
    message: `${host} has no ending in the database: it was cut off, or is still sending. Its samples end at ${iso(span.to)}${earlier}, and the window in which all are measured ends there at the latest`,
    remedy: "Send the rest from there: joulemark send; what was never recorded cannot be had",
  };
}

function clockFindings(host: HostRecording): readonly Finding[] {
  const { source, synchronized, withinS } = host.clock;
  const unknown: Finding = {
    code: "clock-unknown",
    severity: "degraded",
    message: `${host.host}: ${source === null ? "nothing is known of how well its clock is kept" : synchronized === false ? `its clock follows nothing (${source})` : `${source} gives no bound for its clock`}: what an error of it does to the total is not in the total's uncertainty`,
    remedy: "Let chrony, ntpd or timesyncd keep the clock, and measure again",
  };
  const stepped = steppedS(host);
  const set: Finding = {
    code: "clock-set",
    severity: "degraded",
    message: `${host.host}: its wall clock was set by ${stepped.toFixed(3)} s while the run lasted; its samples stay where they were by its own clock`,
    remedy: "Let the clock be kept before measuring begins",
  };
  const within = clockWithin(host);
  const bound: readonly Finding[] = withinS === undefined || within === undefined ? [unknown] : [];
  return [...bound, ...(stepped > 0 ? [set] : [])];
}

const withoutSome = (of: string, point: string, hosts: readonly string[]): Finding => ({
  code: "total-incomplete",
  severity: "degraded",
  message: `${of} at ${point}: no number of ${hosts.join(", ")}`,
  remedy:
    "See the findings of those hosts; numbers of other points are added only through a calibration curve (--point)",
});
