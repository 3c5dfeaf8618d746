import { MeasurementError } from "../../src/core/error.js";
import { type Detection, defineProbe, type Host, type OpenRequest } from "../../src/core/probe.js";
import { type Board, recognise } from "../shared/jetson/boards.js";
import { assumedShunts } from "../shared/jetson/shunt.js";
import { boardTotals } from "../shared/jetson/totals.js";
import { allowForReading, atPeriod, choosePace, type Pace } from "../shared/pace.js";
import { openPolled } from "../shared/polled-probe.js";
import { checkRails, type RailPlan } from "../shared/rail-plan.js";
import { checkRailKeys, selectRails } from "../shared/rail-settings.js";
import { mayRead, readText } from "../shared/read.js";
import { type Channel, type Chip, channelsOf, filesOf, findChips } from "./discover.js";
import { makeRails, shuntNonsense } from "./rails.js";
import { type Settings, settings } from "./settings.js";
import { intervalFindings, lagFindings, nonsenseIn, type Timing, timingOf } from "./timing.js";

const NAME = "jetson-ina";
const DEFAULT_RATE = 100;
const LET_IN =
  "Let everybody read the monitors until the next boot: `sudo chmod a+r /sys/bus/i2c/drivers/ina*/*-00*/{hwmon/hwmon*,iio*}/*_input`; " +
  "the kernel makes them so, hence look for what took it away (a container, a hardening rule)";
const LOOKED_FOR =
  "Looked in /sys/class/hwmon and /sys/bus/i2c/drivers/ina3221x: on a Jetson check that the ina3221 driver is loaded " +
  "(`lsmod | grep ina`); Jetson Nano 2GB has no monitor";

export default defineProbe<Settings>({
  name: NAME,
  title: "INA power monitors on the board, as on NVIDIA Jetson modules",
  settings,
  use: "measured",
  supersedes: ["tegrastats"],
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

function detect({ root }: Host): Detection {
  const channels = findChips(root).flatMap((chip) => channelsOf(root, chip));
  if (channels.length === 0) return { status: "missing", what: "no INA power monitor", remedy: LOOKED_FOR };
  const what = [describe(boardOf(root, channels), channels), ...doubts(root, channels)].join("; ");
  const readable = channels.some((channel) =>
    filesOf(channel).every((file) => mayRead(root, `${channel.chip.folder}/${file}`)),
  );
  return readable ? { status: "found", what } : { status: "no-permission", what, remedy: LET_IN };
}

/** What the driver states that cannot be: `open` makes findings of it. */
function doubts(root: string, channels: readonly Channel[]): readonly string[] {
  const chips = [...new Set(channels.map(({ chip }) => chip))];
  const intervals = chips.map(({ folder, address }) => [
    `update_interval of ${address}`,
    nonsenseIn(root, `${folder}/update_interval`),
  ]);
  const shunts = channels.map((channel) => [
    `shunt of ${channel.label ?? `ch${channel.index}`}`,
    shuntNonsense(root, channel),
  ]);
  return [...intervals, ...shunts].flatMap(([what, stated]) => (stated === undefined ? [] : `${what} is ${stated}`));
}

function boardOf(root: string, channels: readonly Channel[]): Board | undefined {
  const labels = new Set(channels.flatMap(({ label }) => label ?? []));
  return recognise(labels, readText(root, "sys/firmware/devicetree/base/model"));
}

/** `Jetson AGX Orin: ina3221 at 1-0040 (VDD_GPU_SOC, ...), ina3221 at 1-0041 (...)`. */
function describe(board: Board | undefined, channels: readonly Channel[]): string {
  const chips = [...new Set(channels.map(({ chip }) => chip))].map((chip) => {
    const names = channels.filter((channel) => channel.chip === chip).map(({ index, label }) => label ?? `ch${index}`);
    return `${chip.model} at ${chip.address} (${names.join(", ")})`;
  });
  return `${board?.name ?? "unknown board"}: ${chips.join(", ")}`;
}

function open(settings: Settings, host: Host, request: OpenRequest) {
  const { root } = host;
  const channels = findChips(root).flatMap((chip) => channelsOf(root, chip));
  if (channels.length === 0)
    throw new MeasurementError("UNAVAILABLE", "No INA power monitor is on this computer", LOOKED_FOR);
  const board = boardOf(root, channels);
  const chips = [...new Set(channels.map(({ chip }) => chip))];
  const timings = new Map(chips.map((chip) => [chip, timingOf(root, chip)] as const));
  const made = makeRails(channels, { root, board, settings, timings });
  checkRailKeys({ ...settings.points, ...settings.shuntMicroOhms }, made.plans);
  const checked = checkRails(selectRails(made.plans, settings.only), host, LET_IN);
  const used = [...timings].filter(([{ folder }]) => checked.plans.some((plan) => plan.folder === folder));
  const pace = allowForReading(paceOf(used, request), checked, host);
  const rails = checked.plans.map(({ rail }) => rail);
  const totals = boardTotals({ probe: NAME, board, rails, settings });
  const findings = [
    ...checked.findings,
    ...made.findings.filter(({ rail }) => rails.some(({ id }) => id === rail)),
    ...assumedShunts(made.assumed.filter((rail) => rails.some(({ id }) => id === rail))),
    ...pace.findings,
    ...intervalFindings(
      root,
      used.map(([chip]) => chip),
    ),
    ...lagFindings(used),
    ...totals.findings,
  ];
  const plans: readonly RailPlan[] = atPeriod(checked.plans, pace.period);
  const device = describe(board, channels);
  return openPolled({ probe: NAME, device, plans, totals: totals.totals, findings, period: pace.period }, host);
}

/** The slowest chip sets the pace: its driver may wait for a conversion at every read, and all share one thread. */
function paceOf(timings: readonly (readonly [Chip, Timing])[], request: OpenRequest): Pace {
  const [slowest] = timings.toSorted(([, a], [, b]) => b.cycle - a.cycle);
  const [chip, { cycle }] = slowest ?? [undefined, { cycle: 0 }];
  const because = `${chip?.model} at ${chip?.address} makes a new value every ${Number((cycle * 1000).toPrecision(4))} ms`;
  return choosePace(request, { defaultRate: DEFAULT_RATE, shortest: cycle, because });
}
