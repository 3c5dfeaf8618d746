import { basename, dirname } from "node:path";
import { readText } from "./read.js";
import { list, realPath } from "./tree.js";

/** One chip of the kernel's hardware monitoring class. */
export interface HwmonChip {
  /** What the driver calls it: `amdgpu`, `power_meter`, ... */
  readonly name: string;
  /** Where its attributes are now, below the root, without links. */
  readonly folder: string;
  /** The same with `hwmon*` for the number where that is unambiguous: numbers change when a driver is bound again. */
  readonly pattern: string;
  /** The last part of the device's path, which does not change: `1-0040`, `0000:03:00.0`. */
  readonly device: string;
  /** The device's whole path, to tell what hangs on the same device. */
  readonly devicePath: string;
}

/** Folders shared by unrelated chips, where `hwmon*` would not mean one of them. */
const SHARED_FOLDERS = new Set(["sys/class/hwmon", "sys/devices/virtual/hwmon"]);
const ATTRIBUTE = /^(power|energy|curr|in)\d+_/;

/** Every hwmon chip with a readable name, ordered by device path, which unlike hwmonN is the same at every start. */
export function hwmonChips(root: string): readonly HwmonChip[] {
  return list(root, "sys/class/hwmon")
    .filter((entry) => /^hwmon\d+$/.test(entry))
    .flatMap((entry) => chipAt(root, `sys/class/hwmon/${entry}`))
    .sort((a, b) => a.devicePath.localeCompare(b.devicePath, "en", { numeric: true }));
}

/** The chip whose hwmonN folder `path` leads to; none when it is missing or has no name. */
export function chipAt(root: string, path: string): readonly HwmonChip[] {
  const folder = realPath(root, path);
  if (folder === undefined) return [];
  const devicePath = realPath(root, `${folder}/device`) ?? parentDevice(folder);
  const name = readText(root, `${folder}/name`) ?? readText(root, `${devicePath}/name`);
  if (name === undefined) return [];
  const device = basename(devicePath);
  // Old drivers keep their attributes on the device instead.
  if (!hasAttributes(root, folder) && hasAttributes(root, devicePath))
    return [{ name, folder: devicePath, pattern: devicePath, device, devicePath }];
  return [{ name, folder, pattern: patternOf(root, folder), device, devicePath }];
}

const hasAttributes = (root: string, folder: string): boolean =>
  list(root, folder).some((name) => ATTRIBUTE.test(name));

/** `…/1-0040/hwmon/hwmon3` hangs on `…/1-0040`; a chip without a device stands for itself. */
function parentDevice(folder: string): string {
  const parent = dirname(folder);
  return basename(parent) === "hwmon" && !SHARED_FOLDERS.has(parent) ? dirname(parent) : folder;
}

function patternOf(root: string, folder: string): string {
  const parent = dirname(folder);
  const alone = list(root, parent).filter((name) => /^hwmon\d+$/.test(name)).length === 1;
  return basename(parent) === "hwmon" && !SHARED_FOLDERS.has(parent) && alone ? `${parent}/hwmon*` : folder;
}
