import type { Finding } from "../../src/core/finding.js";
import type { RawLimits } from "../../src/core/probe.js";
import type { Column, Rail } from "../../src/core/rail.js";
import type { Board } from "../shared/jetson/boards.js";
import { fullScaleOf } from "../shared/jetson/chips.js";
import { type Shunt, shuntOf } from "../shared/jetson/shunt.js";
import { errorsOfPower, errorsOfProduct } from "../shared/jetson/uncertainty.js";
import { uniqueNames } from "../shared/names.js";
import type { RailPlan } from "../shared/rail-plan.js";
import { type Channel, type Chip, driverShunt, filesOf, isIio, operatingPoint, shuntFile } from "./discover.js";
import type { Settings } from "./settings.js";
import { nonsenseIn, type Timing, timingOf } from "./timing.js";

/** What rails are made from. */
export interface Found {
  readonly root: string;
  readonly board: Board | undefined;
  readonly settings: Settings;
  readonly timings: ReadonlyMap<Chip, Timing>;
}

/** Rails with their files, and what their making showed. */
export interface Made {
  readonly plans: readonly RailPlan[];
  readonly findings: readonly Finding[];
  /** Rails whose shunt nobody published. */
  readonly assumed: readonly string[];
}

/** The rails of all channels; labels name them, or address and channel where there is no label. */
export function makeRails(channels: readonly Channel[], found: Found): Made {
  const names = uniqueNames(
    channels.map(({ chip, index, label }) => ({
      name: label ?? nameless({ chip, index, label }, found.board),
      place: chip.address,
    })),
  );
  const made = channels.map((channel, position) => makeRail(channel, names[position] ?? "", found));
  return {
    plans: made.flatMap(({ plans }) => plans),
    findings: made.flatMap(({ findings }) => findings),
    assumed: made.flatMap(({ assumed }) => assumed),
  };
}

const nameless = ({ chip, index }: Channel, board: Board | undefined): string =>
  board?.unlabelled?.[chip.model] ?? `${chip.address}/ch${index}`;

function makeRail(channel: Channel, id: string, found: Found): Made {
  const { chip } = channel;
  const { root, settings } = found;
  const lore = found.board?.rails[id];
  const driver = driverShunt(root, channel);
  const nonsense = shuntNonsense(root, channel);
  const shunt = shuntOf({ rail: id, driver, nonsense, user: settings.shuntMicroOhms[id], board: lore });
  const timing = timingIn(found, chip);
  const rail: Rail = {
    id,
    point: settings.points[id] ?? lore?.point ?? "regulator-input",
    measures: "power",
    columns: columnsOf(channel, id, shunt),
    period: timing.cycle,
    window: timing.window,
    ...(lore?.partOf !== undefined && { partOf: lore.partOf }),
    uncertainty: errorsOf(channel, shunt, found),
  };
  const plan = {
    rail,
    folder: chip.folder,
    pattern: chip.pattern,
    files: filesOf(channel),
    limits: limitsOf(channel, driver),
  };
  return { plans: [plan], findings: shunt.findings, assumed: shunt.assumed ? [id] : [] };
}

/** What the driver says of a channel's shunt where that is none. */
export const shuntNonsense = (root: string, channel: Channel): string | undefined =>
  channel.chip.type.internalShunt === undefined ? nonsenseIn(root, shuntFile(channel)) : undefined;

/** What the files can hold: full scale of the chip over the shunt that the driver reckons with. */
function limitsOf({ chip }: Channel, driverMicroOhms: number | undefined): readonly RawLimits[] {
  const { shunt, bus } = fullScaleOf(chip.type);
  if (driverMicroOhms === undefined || driverMicroOhms <= 0) return [];
  const amperes = shunt / (driverMicroOhms * 1e-6);
  const around = (limit: number): RawLimits => ({ min: -Math.ceil(limit), max: Math.ceil(limit) });
  if (isIio(chip)) return [around(amperes * bus * 1e3)];
  if (chip.type.reads === "power") return [around(amperes * bus * 1e6)];
  return [{ min: 0, max: Math.ceil(bus * 1e3) }, around(amperes * 1e3)];
}

const timingIn = ({ timings, root }: Found, chip: Chip): Timing => timings.get(chip) ?? timingOf(root, chip);

function errorsOf(channel: Channel, shunt: Shunt, { root, settings }: Found) {
  const { chip } = channel;
  const internal = chip.type.internalShunt !== undefined;
  const facts = { chip, shunt, shuntTolerance: internal ? 0 : settings.shuntTolerancePercent / 100 };
  return chip.type.reads === "power"
    ? errorsOfPower(facts, operatingPoint(root, channel).volts)
    : errorsOfProduct(facts);
}

function columnsOf({ chip }: Channel, id: string, { correction }: Shunt): readonly Column[] {
  if (isIio(chip)) return [{ name: `${id}.power`, quantity: "power", unit: "mW", scale: 1e-3 * correction }];
  if (chip.type.reads === "power")
    return [{ name: `${id}.power`, quantity: "power", unit: "uW", scale: 1e-6 * correction }];
  return [
    { name: `${id}.voltage`, quantity: "voltage", unit: "mV", scale: 1e-3 },
    { name: `${id}.current`, quantity: "current", unit: "mA", scale: 1e-3 * correction },
  ];
}
