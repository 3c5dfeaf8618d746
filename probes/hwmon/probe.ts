import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import { allowForReading, atPeriod, choosePace, type Pace } from "../shared/pace.js";
import { openPolled } from "../shared/polled-probe.js";
import { checkRails } from "../shared/rail-plan.js";
import { checkRailKeys, selectRails } from "../shared/rail-settings.js";
import { mayRead } from "../shared/read.js";
import { checkedTotals, completeTotals } from "../shared/totals.js";
import { isKnown, pointByLabel, ruleOf } from "./chips.js";
import { type Attribute, findAttributes } from "./discover.js";
import { type AttributePlan, averagingOf, makeRails, totalsOf } from "./rails.js";
import { type Settings, settings } from "./settings.js";

const NAME = "hwmon";
/** Most of these values come from firmware that makes a few a second. */
const DEFAULT_RATE = 10;
/** None of the chips in the table is known to make values faster; asking their firmware does cost time. */
const FASTEST_KNOWN_S = 0.01;
/** Nothing is known of other chips: whoever asks gets what can be paced well. */
const FASTEST_UNKNOWN_S = 1e-3;
const LOOKED_FOR =
  "Looked for power*_average, power*_input and energy*_input in /sys/class/hwmon: load the driver of your meter " +
  "(`sudo modprobe acpi_power_meter` on servers; `sensors` lists what is there)";
const LET_IN =
  'Let a group read them until the next boot: `sudo groupadd --system --force powercap && sudo usermod --append --groups powercap "$USER" && ' +
  "sudo chgrp powercap /sys/class/hwmon/hwmon*/energy*_input && sudo chmod g+r /sys/class/hwmon/hwmon*/energy*_input`, then log in again; " +
  "its members can learn secrets of other programs from fine-grained energy (PLATYPUS)";

export default defineProbe<Settings>({
  name: NAME,
  title: "Power and energy that other chips and firmware report through hwmon",
  settings,
  use: "measured",
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

function detect({ root }: Host): Detection {
  const attributes = findAttributes(root);
  if (attributes.length === 0)
    return { status: "missing", what: "no hwmon chip with power or energy", remedy: LOOKED_FOR };
  const what = describe(attributes);
  const readable = attributes.some(({ chip, file }) => mayRead(root, `${chip.folder}/${file}`));
  return readable ? { status: "found", what } : { status: "no-permission", what, remedy: LET_IN };
}

const describe = (attributes: readonly Attribute[]): string =>
  [...new Set(attributes.map(({ chip }) => chip))]
    .map((chip) => {
      const names = attributes.filter((one) => one.chip === chip).map(({ attribute, label }) => label ?? attribute);
      return `${chip.name} at ${chip.device} (${names.join(", ")})`;
    })
    .join(", ");

function open(settings: Settings, host: Host, request: OpenRequest): OpenProbe {
  const { root } = host;
  const attributes = findAttributes(root);
  if (attributes.length === 0)
    throw new MeasurementError("UNAVAILABLE", "No hwmon chip on this computer reports power or energy", LOOKED_FOR);
  const made = makeRails(attributes, root, settings);
  checkRailKeys(settings.points, made);
  const checked = checkRails(selectRails(made, settings.only), host, LET_IN);
  const rails = checked.plans.map(({ rail }) => rail);
  const used = made.filter(({ rail }) => rails.some(({ id }) => id === rail.id));
  const pace = allowForReading(paceOf(used, root, request), checked, host);
  const declared = settings.totals === undefined ? totalsOf(made) : checkedTotals(settings.totals, rails);
  return openPolled(
    {
      probe: NAME,
      device: describe(attributes),
      plans: atPeriod(checked.plans, pace.period),
      totals: completeTotals(declared, rails),
      findings: [...checked.findings, ...pace.findings, ...guesses(used, settings)],
      period: pace.period,
    },
    host,
  );
}

/** The meter that is known to be fastest sets the pace; values of slower ones are read more than once. */
function paceOf(plans: readonly AttributePlan[], root: string, request: OpenRequest): Pace {
  const widths = plans.map(({ from }) => ({ from, width: averagingOf(from, root) ?? fastestOf(from) }));
  const [fastest] = widths.toSorted((a, b) => a.width - b.width);
  const shortest = fastest?.width ?? FASTEST_KNOWN_S;
  const because =
    shortest === FASTEST_UNKNOWN_S
      ? "files of the kernel are read 1000 times a second at most"
      : `${fastest?.from.chip.name} makes a new value every ${shortest * 1000} ms`;
  return choosePace(request, { defaultRate: DEFAULT_RATE, shortest, because });
}

const fastestOf = ({ chip }: Attribute): number => (isKnown(chip.name) ? FASTEST_KNOWN_S : FASTEST_UNKNOWN_S);

/** One finding for the rails whose place is a guess: neither the chip, nor its label, nor the user tells. */
function guesses(plans: readonly AttributePlan[], settings: Settings): readonly Finding[] {
  const guessed = plans.filter(
    ({ from, rail }) =>
      !ruleOf(from.chip.name).certain &&
      pointByLabel(from.label) === undefined &&
      settings.points[rail.id] === undefined,
  );
  const [first] = guessed;
  if (first === undefined) return [];
  const names = guessed.map(({ rail }) => rail.id).join(", ");
  const assumed = [...new Set(guessed.map(({ rail }) => rail.point))].join(", ");
  return [
    {
      code: "assumed-point",
      severity: "note",
      message: `Where ${names} ${guessed.length === 1 ? "is" : "are"} measured is not known; ${assumed} is assumed`,
      remedy: `Set points in the settings of hwmon when you know, e.g. points: { ${JSON.stringify(first.rail.id)}: wall }`,
      ...(guessed.length === 1 && { rail: first.rail.id }),
    },
  ];
}
