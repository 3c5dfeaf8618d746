import { currentMonitors } from "../shared/current-monitors.js";
import { type HwmonChip, hwmonChips } from "../shared/hwmon-chips.js";
import { readText } from "../shared/read.js";
import { list } from "../shared/tree.js";

/** A power or an energy that a chip reports. */
export interface Attribute {
  readonly chip: HwmonChip;
  /** `power1`, `energy2`. */
  readonly attribute: string;
  /** The file to read: the average where there is one, which leaves no time out. */
  readonly file: string;
  readonly quantity: "power" | "energy";
  readonly label: string | undefined;
}

const VALUE = /^(?<attribute>(?<quantity>power|energy)\d+)_(?<kind>average|input)$/;
/** Batteries and USB-C supplies: what they report is charge or a negotiated limit, not consumption (devices.md A1). */
const POWER_SUPPLY = /(^|\/)power_supply\//;

/** Every power and energy of every chip that no other probe knows better. */
export const findAttributes = (root: string): readonly Attribute[] =>
  hwmonChips(root)
    .filter(({ name, devicePath }) => !currentMonitors.has(name) && !name.startsWith("ucsi") && !isSupply(devicePath))
    .flatMap((chip) => attributesOf(root, chip));

const isSupply = (devicePath: string): boolean => POWER_SUPPLY.test(devicePath);

function attributesOf(root: string, chip: HwmonChip): readonly Attribute[] {
  const found = new Map<string, Attribute>();
  // In natural order power1_average comes before power1_input and is kept.
  for (const file of list(root, chip.folder)) {
    const { attribute, quantity } = VALUE.exec(file)?.groups ?? {};
    if (attribute === undefined || found.has(attribute)) continue;
    const label = readText(root, `${chip.folder}/${attribute}_label`);
    found.set(attribute, { chip, attribute, file, quantity: quantity === "energy" ? "energy" : "power", label });
  }
  return [...found.values()];
}
