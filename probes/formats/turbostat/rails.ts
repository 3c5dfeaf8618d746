import type { Rail, Total } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import { meanPowerRail, modelError, type ProcessorClass } from "../../shared/energy-model.js";
import type { Domain, Layout } from "./table.js";

/** Whose energy a rail is: of one package, or of the whole computer. */
export interface Source {
  readonly package: number;
  readonly domain: Domain;
  readonly joules: boolean;
  /** Its place among the layout's energy columns. */
  readonly column: number;
}

/** What there is to read of these packages, a domain once: printed both ways, watts are taken. */
export function sourcesOf({ energy }: Layout, packages: readonly number[]): readonly Source[] {
  const once = energy.flatMap(({ domain, joules }, column) => {
    const first = energy.findIndex((other) => other.domain === domain && !other.joules);
    const chosen = first < 0 ? energy.findIndex((other) => other.domain === domain) : first;
    return chosen === column ? [{ domain, joules, column }] : [];
  });
  const platform = once.filter(({ domain }) => domain === "psys").map((source) => ({ ...source, package: 0 }));
  const inside = once.filter(({ domain }) => domain !== "psys");
  return [...packages.flatMap((own) => inside.map((source) => ({ ...source, package: own }))), ...platform];
}

/** `package-0`, `package-0/dram`, `psys`. */
export function idOf({ package: own, domain }: Source): string {
  if (domain === "psys") return "psys";
  return domain === "package" ? `package-${own}` : `package-${own}/${domain}`;
}

/** The rails of the sources; core and graphics are inside their package, memory and the platform are not. */
export function railsOf(sources: readonly Source[], period: Seconds): readonly Rail[] {
  const ids = new Set(sources.map(idOf));
  // clients have one package
  const processor = sources.some((source) => source.package > 0) ? "server" : "client";
  return sources.map((source) => {
    const id = idOf(source);
    const package_ = `package-${source.package}`;
    const inside = (source.domain === "core" || source.domain === "gfx") && ids.has(package_);
    return meanPowerRail({
      id,
      period,
      ...(inside && { partOf: package_ }),
      uncertainty: uncertaintyOf(source, processor, period),
      ...(source.domain === "psys" && { note: "whole platform as its maker wired it; contains the packages" }),
    });
  });
}

function uncertaintyOf(source: Source, processor: ProcessorClass, period: Seconds): Rail["uncertainty"] {
  const step = source.joules ? 0.01 / period : 0.01;
  return [
    modelError("power", { processor, owner: `package-${source.package}`, what: kindOf(source.domain) }),
    {
      ...{ id: "resolution", kind: "resolution", of: "power", distribution: "rectangular", size: step },
      origin: "two decimals",
    },
  ];
}

function kindOf(domain: Domain): "package" | "memory" | "platform" {
  if (domain === "psys") return "platform";
  return domain === "dram" ? "memory" : "package";
}

/** All packages and the memory beside them, where every package is there; never core, graphics or the platform. */
export function totalsOf(sources: readonly Source[], packages: readonly number[]): readonly Total[] {
  const found = sources.filter(({ domain }) => domain === "package");
  if (found.length < packages.length) return [];
  const memory = sources.filter(({ domain }) => domain === "dram");
  const scope = memory.length > 0 ? "packages and memory" : "packages";
  return [{ name: scope, parts: [...found, ...memory].map(idOf), scope }];
}
