import { basename } from "node:path";
import { readOptional, readText } from "../shared/read.js";
import { list, listReal } from "../shared/tree.js";

/** A powercap zone that counts energy (devices.md D1). */
export interface Zone {
  /** `intel-rapl:0:1`. */
  readonly zone: string;
  /** `package-0`, `core`, `dram`, `psys`, ... */
  readonly name: string;
  /** Its folder below the root, without links. */
  readonly folder: string;
  /** Of a subzone: the zone above it. */
  readonly parent?: string;
  /** The counter starts again from 0 after this many microjoules; undefined where the file is missing or damaged. */
  readonly rangeMicrojoules: number | undefined;
  /** Largest limit of power that the zone's constraints name, in watts. */
  readonly limitW: number | undefined;
  /** Whether power capping is switched off; counting goes on regardless. */
  readonly disabled: boolean;
}

const POWERCAP = "sys/class/powercap";
const ZONE = /^(?<controller>[^:]+):\d+(:\d+)?$/;
/** The same counters through another register window. */
const MMIO = /-mmio:/;
/** Registers hold at most 4095.9 W; a value at their end says that no limit is set. */
const LARGEST_LIMIT_W = 4000;

/** Every zone that counts energy, each once: zones of the mmio interface only where they are the only ones of their name. */
export function findZones(root: string): readonly Zone[] {
  const zones = listReal(root, POWERCAP, ZONE).flatMap((folder) => zoneAt(root, folder));
  const direct = zones.filter(({ zone }) => !MMIO.test(zone));
  const tops = new Set(direct.filter(({ parent }) => parent === undefined).map(({ name }) => name));
  const doubled = new Set(
    zones
      .filter(({ zone, name, parent }) => MMIO.test(zone) && parent === undefined && tops.has(name))
      .map(({ zone }) => zone),
  );
  return zones.filter(({ zone, parent }) => !doubled.has(zone) && !doubled.has(parent ?? ""));
}

function zoneAt(root: string, folder: string): readonly Zone[] {
  const zone = basename(folder);
  const name = readText(root, `${folder}/name`);
  const files = list(root, folder);
  if (name === undefined || !files.includes("energy_uj")) return [];
  const [controller, top, sub] = zone.split(":");
  return [
    {
      zone,
      name,
      folder,
      ...(sub !== undefined && { parent: `${controller}:${top}` }),
      rangeMicrojoules: positive(readOptional(root, `${folder}/max_energy_range_uj`)),
      limitW: largestLimit(root, folder, files),
      disabled: readOptional(root, `${folder}/enabled`) === 0,
    },
  ];
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;

function largestLimit(root: string, folder: string, files: readonly string[]): number | undefined {
  const limits = files
    .filter((file) => /^constraint_\d+_(max_power|power_limit)_uw$/.test(file))
    .flatMap((file) => readOptional(root, `${folder}/${file}`) ?? [])
    .map((microwatts) => microwatts / 1e6)
    .filter((watts) => watts > 0 && watts < LARGEST_LIMIT_W);
  return limits.length === 0 ? undefined : Math.max(...limits);
}
