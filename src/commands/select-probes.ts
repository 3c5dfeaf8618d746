import { type NamedProbe, type OpenProbes, openAll } from "../acquire/open.js";
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
  return { ...opened, findings: opened.probes.flatMap(findingsOf) };
}

const findingsOf = ({ name, open }: NamedProbe): readonly Finding[] =>
  open.findings.map((finding) => ({ ...finding, probe: name }));

async function selectFound({ registry, host, request }: SelectOptions): Promise<Selection> {
  const everything = await Promise.all(Object.values(registry).map((load) => load()));
  const findings: Finding[] = [];
  const opened: OpenProbes[] = [];
  for (const probe of everything.filter(({ use }) => use === "measured")) {
    const one = await openFound(probe, host, request);
    if (one === undefined) continue;
    if ("code" in one) findings.push(one);
    else opened.push(one);
  }
  if (opened.length === 0) opened.push(await openEstimate(everything, host, request));
  const probes = opened.flatMap((one) => one.probes);
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
  };
  return { probes, findings: [...findings, ...probes.flatMap(findingsOf)], [Symbol.asyncDispose]: close };
}

/** The instrument open, or why it is not; nothing when it is not here. One that fails does not keep the others away. */
async function openFound(probe: AnyProbe, host: Host, request: OpenRequest): Promise<OpenProbes | Finding | undefined> {
  try {
    const detection = await probe.detect(host);
    if (detection.status === "no-permission") return noPermission(probe, detection);
    if (detection.status === "missing") return undefined;
    return await openAll([{ name: probe.name, probe, settings: probe.settings.parse({}) }], host, request);
  } catch (error) {
    const { message, remedy } = asMeasurementError(error);
    return { code: "probe-not-opened", severity: "degraded", message, remedy, probe: probe.name };
  }
}

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
