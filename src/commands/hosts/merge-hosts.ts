import { type Finding, verdictOf, worstFirst } from "../../core/finding.js";
import type { HostsResult } from "../../core/hosts-result.js";
import type { HostRecording, Span } from "./host-recording.js";
import { commonWindow, type OwnResult, ownResult, subjectsOf, wallSpan } from "./host-result.js";
import { hostTotals } from "./host-totals.js";
import { hostsFindings } from "./hosts-findings.js";

/** Which run, and which hosts should be there. */
export interface MergeOptions {
  readonly run: string;
  readonly expected: readonly string[];
  /** What is known of the recordings beside what is in them. */
  readonly findings?: readonly Finding[];
}

/** Each host by itself, and all over the window in which all of them are measured. */
export function mergeHosts(
  hosts: readonly HostRecording[],
  { run, expected, findings: known = [] }: MergeOptions,
): HostsResult {
  const owns = hosts.map(ownResult);
  const span = intersection(owns.map((own) => own.span));
  const windows = hosts.map((host) => ({ host: host.host, window: span && commonWindow(host, span) }));
  const missing = expected.filter((name) => !hosts.some(({ host }) => host === name));
  const part = {
    missing,
    window: span === undefined ? null : wallSpan(span),
    totals: span === undefined ? [] : hostTotals(windows),
  };
  const findings = worstFirst([...known, ...hostsFindings(hosts, owns, part), ...findingsOfHosts(owns)]);
  return {
    schema: "joulemark/hosts/v1",
    run,
    hosts: owns.map(({ result }, k) => {
      const window = windows[k]?.window;
      return { ...result, ...(window !== undefined && { common: subjectsOf(window) }) };
    }),
    ...part,
    quality: { verdict: verdictOf(findings), findings },
  };
}

/** What several hosts find alike is one finding: there may be hundreds of them. */
function findingsOfHosts(owns: readonly OwnResult[]): readonly Finding[] {
  const found = new Map<string, { readonly finding: Finding; readonly hosts: string[] }>();
  for (const { result, findings } of owns)
    for (const finding of findings) {
      const key = JSON.stringify(finding);
      const known = found.get(key);
      if (known === undefined) found.set(key, { finding, hosts: [result.host] });
      else known.hosts.push(result.host);
    }
  return [...found.values()].map(({ finding, hosts }) => ({
    ...finding,
    message: `${hosts.join(", ")}: ${finding.message}`,
  }));
}

function intersection(spans: readonly Span[]): Span | undefined {
  const [first, ...others] = spans;
  if (first === undefined) return undefined;
  let { from, to } = first;
  for (const span of others) {
    if (span.from > from) from = span.from;
    if (span.to < to) to = span.to;
  }
  return from < to ? { from, to } : undefined;
}
