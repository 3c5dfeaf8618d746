import { closeAll, type NamedProbe, type OpenProbes, openAll } from "../acquire/open.js";
import { asMeasurementError, MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { AnyProbe, Detection, Host, OpenRequest } from "../core/probe.js";
import type { ProbeRegistry } from "./context.js";
import { type ProbeRequest, planProbes } from "./probe-words.js";

/** Open probes, and what choosing them showed that a reader of the result has to know. */
export interface Selection extends OpenProbes {
  readonly findings: readonly Finding[];
}

/** What `selectProbes` needs. */
export interface SelectOptions {
  readonly registry: ProbeRegistry;
  readonly host: Host;
  /** The user's own list; empty means: every measuring instrument found, and an estimate where there is none. */
  readonly requests: readonly ProbeRequest[];
  readonly request: OpenRequest;
}

/** Opens the probes asked for, all or none; or, asked for none, whatever instruments this computer has. */
export async function selectProbes(options: SelectOptions): Promise<Selection> {
  const { registry, host, requests, request } = options;
  if (requests.length === 0) return selectFound(options);
  const opened = await openAll(await planProbes(requests, registry), host, request);
  return { ...opened, findings: [...(await sameInstrument(options)), ...opened.probes.flatMap(findingsOf)] };
}

const findingsOf = ({ name, open }: NamedProbe): readonly Finding[] =>
  open.findings.map((finding) => ({ ...finding, probe: name }));

async function selectFound({ registry, host, request }: SelectOptions): Promise<Selection> {
  const everything = await Promise.all(Object.values(registry).map((load) => load()));
  const opened: OpenProbes[] = [];
  const failed: Finding[] = [];
  const covered = new Set<string>();
  for (const probe of bestFirst(everything.filter(({ use }) => use === "measured"))) {
    if (covered.has(probe.name)) continue;
    const one = await openFound(probe, host, request);
    if (one === undefined) continue;
    if ("code" in one) failed.push(one);
    else {
      opened.push(one);
      for (const name of probe.supersedes ?? []) covered.add(name);
    }
  }
  if (opened.length === 0) opened.push(await openEstimate(everything, host, request));
  const probes = opened.flatMap((one) => one.probes);
  const close = () => closeAll(opened.splice(0));
  const findings = failed.map((finding) => replaced(finding, everything, probes));
  return { probes, findings: [...findings, ...probes.flatMap(findingsOf)], [Symbol.asyncDispose]: close };
}

/** Every probe after those that supersede it, else in the order they came. */
function bestFirst(probes: readonly AnyProbe[]): readonly AnyProbe[] {
  const waiting = [...probes];
  const ordered: AnyProbe[] = [];
  for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
    const free = waiting.find((probe) => !waiting.some(({ supersedes }) => supersedes?.includes(probe.name))) ?? next;
    ordered.push(...waiting.splice(waiting.indexOf(free), 1));
  }
  return ordered;
}

/** An instrument that another probe reads instead is not missing from the result. */
function replaced(finding: Finding, everything: readonly AnyProbe[], open: readonly NamedProbe[]): Finding {
  const failed = everything.find(({ name }) => name === finding.probe);
  const instead = open.find(({ name }) => failed?.supersedes?.includes(name));
  if (instead === undefined) return finding;
  return { ...finding, severity: "note", message: `${finding.message}; ${instead.name} is used instead` };
}

/** Two probes that read one instrument: both may be wanted, and their sum is none. */
async function sameInstrument({ registry, requests }: SelectOptions): Promise<readonly Finding[]> {
  const names = [...new Set(requests.map(({ name }) => name))];
  const probes = await Promise.all(names.flatMap((name) => registry[name]?.() ?? []));
  return probes.flatMap(({ name, supersedes = [] }) =>
    supersedes
      .filter((other) => names.includes(other))
      .map((other) => ({
        code: "same-instrument",
        severity: "note",
        message: `${name} and ${other} read the same instrument: their numbers are of the same energy and must not be added`,
        remedy: `Name one of them; ${name} is the better one`,
        probe: other,
      })),
  );
}

/** The instrument open, or why it is not; nothing when it is not here. One that fails does not keep the others away. */
async function openFound(probe: AnyProbe, host: Host, request: OpenRequest): Promise<OpenProbes | Finding | undefined> {
  try {
    const detection = await probe.detect(host);
    if (detection.status === "no-permission") return noPermission(probe, detection);
    if (detection.status === "missing") return undefined;
    if (detection.status === "not-working") return notOpened(probe, detection.what, detection.remedy);
    return await openAll([{ name: probe.name, probe, settings: probe.settings.parse({}) }], host, request);
  } catch (error) {
    const { message, remedy } = asMeasurementError(error);
    return notOpened(probe, message, remedy);
  }
}

const notOpened = (probe: AnyProbe, message: string, remedy = ""): Finding => ({
  code: "probe-not-opened",
  severity: "degraded",
  message,
  remedy,
  probe: probe.name,
});

const noPermission = (probe: AnyProbe, { what, remedy = "" }: Detection): Finding => ({
  code: "no-permission",
  severity: "degraded",
  message: `${probe.name} is here and may not be read: ${what}`,
  remedy,
  probe: probe.name,
});

async function openEstimate(everything: readonly AnyProbe[], host: Host, request: OpenRequest): Promise<OpenProbes> {
  const estimate = everything.find(({ use }) => use === "estimate");
  if (estimate === undefined)
    throw new MeasurementError(
      "UNAVAILABLE",
      "No power instrument was found on this computer",
      "Run `joulemark probes` to see what was looked for and how to get access",
    );
  return openAll([{ name: estimate.name, probe: estimate, settings: estimate.settings.parse({}) }], host, request);
}
