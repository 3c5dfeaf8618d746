import type { ErrorSource, Rail, Total } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import { meanPowerRail, modelError, nodeOf, type ProcessorClass } from "../shared/energy-model.js";
import { readHead } from "../shared/read.js";
import { type Domain, domains } from "./events.js";
import type { Interval } from "./intervals.js";

/** Whose energy a rail is. */
export interface Source {
  readonly socket: number;
  readonly domain: Domain;
}

/** perf prints hundredths of a joule. */
const STEP_J = 0.01;

/** What is counted, by socket and the package first. */
export const sourcesOf = ({ counts }: Interval): readonly Source[] =>
  [...counts].sort((a, b) => a.socket - b.socket || domains.indexOf(a.domain) - domains.indexOf(b.domain));

/** `socket-0`, `socket-0/cores`, `psys`: the platform is counted once, whatever the number of its sockets. */
export function idOf({ socket, domain }: Source): string {
  if (domain === "psys") return socket === 0 ? "psys" : `psys-${socket}`;
  return domain === "pkg" ? `socket-${socket}` : `socket-${socket}/${domain}`;
}

/** Server processors have better models behind their counters (measurement.md section 6). */
export function processorClass(root: string, sources: readonly Source[]): ProcessorClass {
  const xeon = /^model name.*(xeon|epyc)/im.test(readHead(root, "proc/cpuinfo"));
  return xeon || sources.some(({ socket }) => socket > 0) ? "server" : "client";
}

/** The rails of what is counted; cores and graphics are inside their package, memory and the platform are not. */
export function railsOf(
  sources: readonly Source[],
  { period, processor }: { readonly period: Seconds; readonly processor: ProcessorClass },
): readonly Rail[] {
  const ids = new Set(sources.map(idOf));
  return sources.map((source) => {
    const id = idOf(source);
    const package_ = `socket-${source.socket}`;
    const inside = (source.domain === "cores" || source.domain === "gpu") && ids.has(package_);
    return meanPowerRail({
      id,
      period,
      ...(inside && { partOf: package_ }),
      uncertainty: uncertaintyOf(source, processor, period),
      ...nodeIn(source),
      ...(source.domain === "psys" && { note: "whole platform as its maker wired it; contains the packages" }),
    });
  });
}

const ownerOf = (socket: number): string => `package-${socket}`;

/** What other readers of the same counters read as well. */
function nodeIn({ socket, domain }: Source): { readonly node?: string } {
  if (domain === "pkg") return { node: nodeOf(ownerOf(socket)) };
  return domain === "ram" ? { node: nodeOf(ownerOf(socket), "dram") } : {};
}

function uncertaintyOf({ socket, domain }: Source, processor: ProcessorClass, period: Seconds): readonly ErrorSource[] {
  return [
    modelError("power", { processor, owner: ownerOf(socket), what: kindOf(domain) }),
    {
      ...{ id: "resolution", kind: "resolution", of: "power", distribution: "rectangular", size: STEP_J / period },
      origin: "joules of an interval to two decimals",
    },
  ];
}

function kindOf(domain: Domain): "package" | "memory" | "platform" {
  if (domain === "psys") return "platform";
  return domain === "ram" ? "memory" : "package";
}

/** All packages and the memory beside them, where every package is there; never cores, graphics or the platform. */
export function totalsOf(all: readonly Source[], readable: readonly Source[]): readonly Total[] {
  const ids = readable.map(idOf);
  const packages = all.filter(({ domain }) => domain === "pkg").map(idOf);
  if (packages.length === 0 || !packages.every((id) => ids.includes(id))) return [];
  const memory = readable.filter(({ domain }) => domain === "ram").map(idOf);
  const scope = memory.length > 0 ? "packages and memory" : "packages";
  return [{ name: scope, parts: [...packages, ...memory], scope }];
}
