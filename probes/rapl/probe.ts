import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import { type Detection, defineProbe, type Host, type OpenProbe, type OpenRequest } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { allowForReading, atPeriod, choosePace } from "../shared/pace.js";
import { openPolled } from "../shared/polled-probe.js";
import { checkRails, type RailPlan } from "../shared/rail-plan.js";
import { selectRails } from "../shared/rail-settings.js";
import { mayRead } from "../shared/read.js";
import { checkedTotals, completeTotals } from "../shared/totals.js";
import { letIn, lookedFor } from "./access.js";
import { makeRails, processorClass, totalOf } from "./rails.js";
import { type Settings, settings } from "./settings.js";
import { findZones, type Zone } from "./zones.js";

const NAME = "rapl";
/** 10 to 50 Hz: each read costs microseconds of the processor that is measured (measurement.md 4.7). */
const DEFAULT_RATE = 50;
/** The counters change about once a millisecond (devices.md D1). */
const UPDATE: Seconds = 1e-3;

export default defineProbe<Settings>({
  name: NAME,
  title: "Energy counters of the processor (RAPL), for Intel and AMD",
  settings,
  use: "measured",
  supersedes: ["perf-energy", "pcm-power"],
  detect: async (host) => detect(host),
  open: async (settings, host, request) => open(settings, host, request),
});

function detect({ root }: Host): Detection {
  const zones = findZones(root);
  if (zones.length === 0) return { status: "missing", what: "no energy counter of the processor", remedy: lookedFor };
  const what = describe(zones);
  const readable = zones.some(({ folder }) => mayRead(root, `${folder}/energy_uj`));
  return readable ? { status: "found", what } : { status: "no-permission", what, remedy: letIn };
}

const describe = (zones: readonly Zone[]): string => {
  const tops = zones.filter(({ parent }) => parent === undefined);
  const inside = ({ zone }: Zone) => zones.filter(({ parent }) => parent === zone).map(({ name }) => name);
  return tops.map((top) => [top.name, ...inside(top)].join(" + ")).join(", ");
};

function open(settings: Settings, host: Host, request: OpenRequest): OpenProbe {
  const zones = findZones(host.root);
  if (zones.length === 0)
    throw new MeasurementError("UNAVAILABLE", "No energy counter of the processor is on this computer", lookedFor);
  const made = makeRails(zones, processorClass(host.root, zones), settings.plausiblePowerW);
  const checked = checkRails(selectRails(made, settings.only), host, letIn);
  const chosen = choosePace(request, {
    defaultRate: DEFAULT_RATE,
    shortest: UPDATE,
    longest: longestPeriod(checked.plans),
    because: "the counters change about every 1 ms",
  });
  const pace = allowForReading(chosen, checked, host);
  const rails = checked.plans.map(({ rail }) => rail);
  const totals = settings.totals === undefined ? totalOf(made) : checkedTotals(settings.totals, rails);
  const findings = [...checked.findings, ...pace.findings, ...wrapRisks(checked.plans, pace.period), ...capping(zones)];
  return openPolled(
    {
      probe: NAME,
      device: describe(zones),
      plans: atPeriod(checked.plans, pace.period),
      totals: completeTotals(totals, rails),
      findings,
      period: pace.period,
    },
    host,
  );
}

/** Half the time in which the fastest counter wraps at the largest plausible power: one wrap between samples is then seen. */
const longestPeriod = (plans: readonly RailPlan[]): Seconds => Math.min(...plans.map(wrapTime)) / 2;

const wrapTime = ({ rail }: RailPlan): Seconds => (rail.counterRange ?? Infinity) / (rail.plausiblePower ?? 1);

/** Counters that may wrap more than once between samples, or whose range is unknown. */
function wrapRisks(plans: readonly RailPlan[], period: Seconds): readonly Finding[] {
  return plans.flatMap((plan) => {
    const { id, counterRange, plausiblePower } = plan.rail;
    if (counterRange !== undefined && wrapTime(plan) >= 2 * period) return [];
    const range = counterRange === undefined ? "an unknown range" : `a range of ${counterRange} J`;
    return {
      code: "wrap-risk",
      severity: "degraded" as const,
      message: `The counter of ${id} has ${range}; at ${plausiblePower} W it may start again unseen`,
      remedy: "Set plausiblePowerW to the largest power it can have; gaps are reported where a wrap cannot be told",
      rail: id,
    };
  });
}

function capping(zones: readonly Zone[]): readonly Finding[] {
  const disabled = zones.filter((zone) => zone.disabled).map(({ zone }) => zone);
  if (disabled.length === 0) return [];
  return [
    {
      code: "capping-disabled",
      severity: "note",
      message: `Power capping is disabled in ${disabled.join(", ")}; the counters go on counting`,
      remedy: "Nothing to do for measuring",
    },
  ];
}
