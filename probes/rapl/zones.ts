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
const ZONE = /^intel-rapl[^:]*:\d+(:\d+)?$/;
/** The same counters may be offered through several interfaces; the first of these that has a name is taken. */
const INTERFACES = ["intel-rapl", "intel-rapl-tpmi", "intel-rapl-mmio"];
/** Registers hold at most 4095.9 W; a value at their end says that no limit is set. */
const LARGEST_LIMIT_W = 4000;

/** Every zone that counts energy, each once: of interfaces that show the same name, only the foremost. */
export function findZones(root: string): readonly Zone[] {
  const zones = listReal(root, POWERCAP, ZONE).flatMap((folder) => zoneAt(root, folder));
  const foremost = new Map<string, number>();
  for (const top of zones.filter(isTop))
    foremost.set(top.name, Math.min(rank(top), foremost.get(top.name) ?? Infinity));
  const kept = new Set(
    zones.filter((top) => isTop(top) && rank(top) === foremost.get(top.name)).map(({ zone }) => zone),
  );
  return zones.filter(({ zone, parent }) => kept.has(parent ?? zone));
}

const isTop = ({ parent }: Zone): boolean => parent === undefined;

function rank({ zone }: Zone): number {
  const position = INTERFACES.indexOf(zone.split(":")[0] ?? "");
  return position < 0 ? INTERFACES.length : position;
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
