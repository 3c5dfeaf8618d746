import type { RawLimits } from "../../src/core/probe.js";
import type { ErrorSource, Point, Rail, SensorWindow, Total } from "../../src/core/rail.js";
import { uniqueNames } from "../shared/names.js";
import type { RailPlan } from "../shared/rail-plan.js";
import { readHead, readOptional } from "../shared/read.js";
import { type ChipRule, mostOf, pointByLabel, ruleOf } from "./chips.js";
import type { Attribute } from "./discover.js";
import type { Settings } from "./settings.js";

/** A rail with the attribute it comes from. */
export interface AttributePlan extends RailPlan {
  readonly from: Attribute;
}

/** The attributes as rails: chip and label, e.g. `amdgpu/PPT`, or chip and attribute, e.g. `power_meter/power1`. */
export function makeRails(
  attributes: readonly Attribute[],
  root: string,
  settings: Settings,
): readonly AttributePlan[] {
  const ids = uniqueNames(
    attributes.map(({ chip, attribute, label }) => ({
      name: `${chip.name}/${label ?? attribute}`,
      place: chip.device,
    })),
  );
  const idOf = (wanted: Pick<Attribute, "chip" | "attribute">) =>
    ids[attributes.findIndex(({ chip, attribute }) => chip === wanted.chip && attribute === wanted.attribute)];
  return attributes.map((from, index) => {
    const rail = railOf(from, {
      id: ids[index] ?? from.attribute,
      whole: wholeOf(from, attributes, idOf),
      root,
      settings,
    });
    const { folder, pattern } = from.chip;
    return { from, rail, folder, pattern, files: [from.file], limits: limitsOf(from) };
  });
}

/** Of a power, either way; a counter's range is judged where it wraps. */
function limitsOf({ chip, quantity }: Attribute): readonly RawLimits[] {
  if (quantity === "energy") return [];
  const most = mostOf(chip.name) * 1e6;
  return [{ min: -most, max: most }];
}

/** The rail that contains this one: the chip's whole, or for a tile of a card the card's. */
function wholeOf(
  { chip, attribute }: Attribute,
  all: readonly Attribute[],
  idOf: (wanted: Pick<Attribute, "chip" | "attribute">) => string | undefined,
): string | undefined {
  const { whole } = ruleOf(chip.name);
  if (whole !== undefined) return whole === attribute ? undefined : idOf({ chip, attribute: whole });
  const card = all.find((one) => one.chip.name === "i915" && one.chip.devicePath === chip.devicePath);
  return card !== undefined && /^i915_gt\d+$/.test(chip.name) ? idOf(card) : undefined;
}

interface RailFacts {
  readonly id: string;
  readonly whole: string | undefined;
  readonly root: string;
  readonly settings: Settings;
}

function railOf(from: Attribute, { id, whole, root, settings }: RailFacts): Rail {
  const { chip, attribute, quantity, label } = from;
  const rule = ruleOf(chip.name);
  const power = quantity === "power";
  const told = settings.points[id] ?? pointByLabel(label);
  return {
    id,
    point: told ?? rule.points?.[attribute] ?? rule.point,
    measures: power ? "power" : "energy-counter",
    columns: [{ name: `${id}.${quantity}`, quantity, unit: power ? "uW" : "uJ", scale: 1e-6 }],
    period: 0.1,
    window: windowOf(from, root),
    ...(whole !== undefined && { partOf: whole }),
    uncertainty: errorsOf(from, root, settings),
    ...noteOf(rule, told),
  };
}

/** A chip's note explains its point; where the label or the user tells the point there is nothing to explain. */
const noteOf = ({ note }: ChipRule, told: Point | undefined) =>
  note === undefined || told !== undefined ? {} : { note };

/** Firmware that averages says over how many milliseconds; undefined where it does not say, or for an input. */
export function averagingOf({ chip, attribute, file }: Attribute, root: string): number | undefined {
  if (!file.endsWith("_average")) return undefined;
  const interval = readOptional(root, `${chip.folder}/${attribute}_average_interval`);
  return interval !== undefined && interval > 0 ? interval / 1000 : undefined;
}

function windowOf(from: Attribute, root: string): SensorWindow {
  if (from.quantity === "energy") return { kind: "counter" };
  const width = averagingOf(from, root);
  return width === undefined ? { kind: "instantaneous" } : { kind: "boxcar", width };
}

function errorsOf({ chip, attribute, quantity }: Attribute, root: string, settings: Settings): readonly ErrorSource[] {
  const common = { of: quantity, distribution: "rectangular", shared: `${chip.name} ${chip.device} gain` } as const;
  const stated = statedError(readHead(root, `${chip.folder}/${attribute}_accuracy`));
  const gain: ErrorSource =
    stated === undefined
      ? {
          id: "gain",
          kind: "gain",
          ...common,
          size: settings.gainPercent / 100,
          origin: "setting gainPercent; judgement",
        }
      : { id: "gain", kind: "gain", ...common, size: stated, origin: `${attribute}_accuracy of the firmware` };
  const step = { id: "file resolution", kind: "resolution", of: quantity, distribution: "rectangular" } as const;
  return [gain, { ...step, size: 1e-6, origin: "the file's unit; steps of the device are not known" }];
}

/** `95.0%` accuracy is an error of 5 %; a meter that claims 0 or 100 % has not said anything. */
function statedError(text: string): number | undefined {
  const percent = Number(/^(\d{1,3}(?:\.\d+)?)%?\s*$/.exec(text)?.[1]);
  return percent > 0 && percent < 100 ? 1 - percent / 100 : undefined;
}

/** A total for each chip whose rule says that one rail is the whole of something. */
export const totalsOf = (plans: readonly AttributePlan[]): readonly Total[] =>
  plans.flatMap(({ from, rail }, _index, all) => {
    const { whole, scope } = ruleOf(from.chip.name);
    if (scope === undefined || whole !== from.attribute) return [];
    const alone = all.filter(
      (other) => other.from.chip.name === from.chip.name && other.from.attribute === whole,
    ).length;
    return { name: alone === 1 ? scope : `${scope} ${from.chip.device}`, parts: [rail.id], scope };
  });
