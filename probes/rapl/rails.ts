import type { ErrorSource, Rail, Total } from "../../src/core/rail.js";
import { nodeOf, type ProcessorClass } from "../shared/energy-model.js";
import { uniqueNames } from "../shared/names.js";
import type { RailPlan } from "../shared/rail-plan.js";
import { readHead } from "../shared/read.js";
import { uncertaintyOf } from "./uncertainty.js";
import type { Zone } from "./zones.js";

/** A zone as a rail, with what the total needs to know of it. */
export interface ZonePlan extends RailPlan {
  readonly zone: Zone;
}

/** Above any limit a zone states: short peaks exceed limits, and a wrong bound would turn energy into gaps. */
const HEADROOM = 2;
const SMALLEST_BOUND_W = 100;
/** Where a zone states no limit. */
const ANY_PROCESSOR_W = 1000;

/** A counter only counts up; what its range is decides where it wraps, and is judged there. */
const unsigned = { min: 0, max: Number.MAX_SAFE_INTEGER };

/** The zones as rails: `package-0`, `package-0/core`, `package-0/dram`, `psys`. */
export function makeRails(zones: readonly Zone[], processor: ProcessorClass, plausibleW?: number): readonly ZonePlan[] {
  const ids = idsOf(zones);
  return zones.map((zone) => {
    const id = ids.get(zone.zone) ?? zone.zone;
    const parent = zone.parent === undefined ? undefined : ids.get(zone.parent);
    const rail = railOf(zone, {
      id,
      parent,
      plausibleW,
      uncertainty: uncertaintyOf(zone, { parent: parent ?? id, processor }),
    });
    return { zone, rail, folder: zone.folder, pattern: zone.folder, files: ["energy_uj"], limits: [unsigned] };
  });
}

function idsOf(zones: readonly Zone[]): ReadonlyMap<string, string> {
  const nameOf = new Map(zones.map(({ zone, name }) => [zone, name]));
  const things = zones.map(({ zone, name, parent }) => {
    const above = parent === undefined ? undefined : (nameOf.get(parent) ?? parent);
    return { name: above === undefined ? name : `${above}/${name}`, place: zone };
  });
  const names = uniqueNames(things);
  return new Map(zones.map(({ zone }, index) => [zone, names[index] ?? zone]));
}

interface RailFacts {
  readonly id: string;
  readonly parent: string | undefined;
  readonly plausibleW: number | undefined;
  readonly uncertainty: readonly ErrorSource[];
}

function railOf(zone: Zone, { id, parent, plausibleW, uncertainty }: RailFacts): Rail {
  const { rangeMicrojoules } = zone;
  return {
    id,
    point: "die-model",
    measures: "energy-counter",
    columns: [{ name: `${id}.energy`, quantity: "energy", unit: "uJ", scale: 1e-6 }],
    period: 1e-3,
    window: { kind: "counter" },
    ...(rangeMicrojoules !== undefined && { counterRange: rangeMicrojoules / 1e6 }),
    plausiblePower: plausibleW ?? boundOf(zone),
    // Memory is counted beside its package; core and uncore are inside it (devices.md D1).
    ...(parent !== undefined && zone.name !== "dram" && { partOf: parent }),
    uncertainty,
    ...nodeIn(zone, parent ?? id),
    ...(zone.name === "psys" && { note: "whole platform as its maker wired it; contains the packages" }),
  };
}

/** What other readers of the same counters read as well. */
function nodeIn(zone: Zone, owner: string): { readonly node?: string } {
  if (isPackage(zone)) return { node: nodeOf(owner) };
  return zone.name === "dram" ? { node: nodeOf(owner, "dram") } : {};
}

const boundOf = ({ limitW }: Zone): number =>
  limitW === undefined ? ANY_PROCESSOR_W : Math.max(SMALLEST_BOUND_W, HEADROOM * limitW);

/** All packages and the memory beside them; never core, uncore or psys, which are in there or around it. */
export function totalOf(plans: readonly ZonePlan[]): readonly Total[] {
  const parts = plans.filter(({ zone }) => isPackage(zone) || zone.name === "dram").map(({ rail }) => rail.id);
  if (parts.length === 0) return [];
  const scope = plans.some(({ zone }) => zone.name === "dram") ? "packages and memory" : "packages";
  return [{ name: scope, parts, scope }];
}

const isPackage = ({ name, parent }: Zone): boolean => parent === undefined && name.startsWith("package");

/** Server processors have better models behind their counters (measurement.md section 6). */
export function processorClass(root: string, zones: readonly Zone[]): ProcessorClass {
  const server =
    /^model name.*(xeon|epyc)/im.test(readHead(root, "proc/cpuinfo")) || zones.filter(isPackage).length > 1;
  return server ? "server" : "client";
}
