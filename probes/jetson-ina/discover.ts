import { basename, dirname } from "node:path";
import { chipAt, type HwmonChip, hwmonChips } from "../shared/hwmon-chips.js";
import { type ChipType, chipTypes, iioChip } from "../shared/jetson/chips.js";
import { readOptional, readText } from "../shared/read.js";
import { list, listReal } from "../shared/tree.js";

/** A monitor found on this computer. */
export interface Chip {
  readonly model: string;
  readonly type: ChipType;
  /** Bus and address, e.g. `1-0040`: the same at every start, unlike hwmonN. */
  readonly address: string;
  readonly folder: string;
  readonly pattern: string;
}

/** One channel of a monitor: a rail to be. */
export interface Channel {
  readonly chip: Chip;
  /** As the driver numbers it. */
  readonly index: number;
  readonly label: string | undefined;
}

const DRIVERS = "sys/bus/i2c/drivers";
const ADDRESS = /^\d+-00[0-9a-f]{2}$/;
/** Not connected, and the sum of shunt voltages: no rails (devices.md A1). */
const NOT_A_RAIL = /^(NC|sum of shunt voltages)$/i;

/** Every monitor, through the hwmon class, the drivers' device lists and the older iio driver; each chip once. */
export function findChips(root: string): readonly Chip[] {
  const bound = listReal(root, DRIVERS, /^ina3221$/).flatMap((driver) =>
    listReal(root, driver, ADDRESS).flatMap((device) => listReal(root, `${device}/hwmon`, /^hwmon\d+$/)),
  );
  const chips = [...hwmonChips(root), ...bound.flatMap((folder) => chipAt(root, folder))];
  const once = new Map(chips.flatMap(monitor).map((chip) => [chip.address, chip]));
  return [...once.values(), ...iioChips(root)].sort((a, b) =>
    a.address.localeCompare(b.address, "en", { numeric: true }),
  );
}

function monitor({ name, folder, pattern, device }: HwmonChip): readonly Chip[] {
  const model = name.startsWith("ina3221") ? "ina3221" : name;
  const type = chipTypes.get(model);
  return type === undefined ? [] : [{ model, type, address: device, folder, pattern }];
}

function iioChips(root: string): readonly Chip[] {
  const devices = listReal(root, DRIVERS, /^ina3221x$/).flatMap((driver) => listReal(root, driver, ADDRESS));
  return devices.flatMap((device) => {
    const [folder] = listReal(root, device, /^(iio:device\d+|iio_device)$/);
    if (folder === undefined) return [];
    const numbered = /^iio:device\d+$/.test(basename(folder));
    const pattern = numbered ? `${dirname(folder)}/iio:device*` : folder;
    return [{ model: "ina3221x", type: iioChip, address: basename(device), folder, pattern }];
  });
}

/** True for chips of NVIDIA's older driver, whose files are named otherwise. */
export const isIio = ({ type }: Chip): boolean => type === iioChip;

/** The connected channels of a chip: those whose files are there and whose label does not say otherwise. */
export function channelsOf(root: string, chip: Chip): readonly Channel[] {
  const names = new Set(list(root, chip.folder));
  return chip.type.channels
    .map((index) => ({ chip, index, label: labelOf(root, chip, index) }))
    .filter((channel) => filesOf(channel).every((file) => names.has(file)))
    .filter(({ label }) => label === undefined || !NOT_A_RAIL.test(label));
}

function labelOf(root: string, chip: Chip, index: number): string | undefined {
  if (isIio(chip)) return readText(root, `${chip.folder}/rail_name_${index}`);
  const alone = chip.type.channels.length === 1 ? ["power1_label", "curr1_label", "label"] : [];
  for (const file of [`in${index}_label`, ...alone]) {
    const label = readText(root, `${chip.folder}/${file}`);
    if (label !== undefined) return label;
  }
  return undefined;
}

/** The files of a channel, in the order of its columns. */
export function filesOf({ chip, index }: Channel): readonly string[] {
  if (isIio(chip)) return [`in_power${index}_input`];
  if (chip.type.reads === "power") return [`power${index}_input`];
  return [`in${index}_input`, `curr${index}_input`];
}

/** The shunt the driver reckons with, in micro-ohms; undefined where it does not say, or says nonsense. */
export function driverShunt(root: string, channel: Channel): number | undefined {
  const { internalShunt } = channel.chip.type;
  if (internalShunt !== undefined) return internalShunt;
  const value = readOptional(root, shuntFile(channel));
  return value === undefined || value <= 0 ? undefined : value;
}

/** Where the driver says which shunt it reckons with. */
export const shuntFile = ({ chip, index }: Channel): string =>
  `${chip.folder}/${chip.type.channels.length === 1 ? "shunt_resistor" : `shunt${index}_resistor`}`;

/** Volts and amperes now, to bring limits of voltage and current to power where only power is recorded. */
export function operatingPoint(root: string, { chip, index }: Channel): { volts?: number; amperes?: number } {
  const [voltage, current] = isIio(chip)
    ? [`in_voltage${index}_input`, `in_current${index}_input`]
    : [`in${index}_input`, `curr${index}_input`];
  const millivolts = readOptional(root, `${chip.folder}/${voltage}`);
  const milliamperes = readOptional(root, `${chip.folder}/${current}`);
  return {
    ...(millivolts !== undefined && { volts: millivolts / 1000 }),
    ...(milliamperes !== undefined && { amperes: Math.abs(milliamperes) / 1000 }),
  };
}
