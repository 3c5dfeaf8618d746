import type { Clock } from "../../core/clock.js";
import type { Rail } from "../../core/rail.js";
import type { ReadingUncertainty, SamplesPiece, SinkRun } from "../../core/sink.js";
import { type Nanoseconds, secondsBetween } from "../../core/units.js";
import { columnsByRail, valueAt } from "../../core/value.js";
import { Counted } from "./counted.js";
import { familyText, type Labelled, type Metric } from "./exposition.js";

/** A value is shown so many periods of its rail, and not less than so many seconds; then it is one of the past. */
const FRESH_PERIODS = 5;
const FRESH_S = 10;

const power: Metric = {
  name: "hw_power_watts",
  help: "Power of a rail at its measurement point, the last reading",
  type: "gauge",
};
const energy: Metric = {
  name: "hw_energy_joules_total",
  help: "Energy that the counter of a rail counted since it was first read",
  type: "counter",
};
const uncertainty: Metric = {
  name: "joulemark_power_uncertainty_watts",
  help: "Standard uncertainty of that reading: gain and offset of its instrument",
  type: "gauge",
};
const condition: Metric = {
  name: "joulemark_condition",
  help: "What an instrument tells beside power, in the unit of the label",
  type: "gauge",
};

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly freshS: number;
  readonly u: ReadingUncertainty | undefined;
  readonly counted: Counted | undefined;
  /** Absent as long as there is none, and from a gap on. */
  last?: { readonly at: Nanoseconds; readonly value: number; readonly volts: number };
}

interface ProbeSeries {
  readonly rails: readonly (Series & { readonly rail: Rail })[];
  readonly conditions: readonly (Series & { readonly index: number })[];
}

/** The last value of each rail and condition of a run: as much memory as it has rails, however long it goes on. */
export class LastValues {
  readonly #run: SinkRun;
  readonly #clock: Clock;
  readonly #probes = new Map<string, ProbeSeries>();

  constructor(run: SinkRun, clock: Clock) {
    this.#run = run;
    this.#clock = clock;
  }

  take({ probe, at, columns }: SamplesPiece): void {
    const series = this.#seriesOf(probe.name);
    const own = columnsByRail(probe.rails, columns);
    const end = at.length - 1;
    const instant = at[end];
    if (series === undefined || instant === undefined) return;
    for (const [position, one] of series.rails.entries()) {
      const values = own[position] ?? [];
      if (one.counted !== undefined)
        for (const [index, when] of at.entries()) one.counted.add(valueAt(one.rail, values, index), when);
      see(one, { at: instant, value: valueAt(one.rail, values, end), volts: voltsAt(one.rail, values, end) });
    }
    for (const one of series.conditions)
      see(one, { at: instant, value: columns[one.index]?.[end] ?? Number.NaN, volts: Number.NaN });
  }

  /** The text of the endpoint: what is a gap, or older than a few periods, is not there. */
  text(): string {
    const now = this.#clock.now();
    const all = [...this.#probes.values()];
    const rails = all.flatMap((probe) => probe.rails).filter((one) => isFresh(one, now));
    const powers = rails.filter(({ counted }) => counted === undefined);
    const counters = rails.flatMap(({ labels, counted }) =>
      counted === undefined ? [] : [{ labels, value: counted.joules }],
    );
    const conditions = all.flatMap((probe) => probe.conditions).filter((one) => isFresh(one, now));
    return [
      familyText(power, powers.map(labelled)),
      familyText(energy, counters),
      familyText(
        uncertainty,
        powers.map(({ labels, u, last }) => ({ labels, value: u?.(last?.value ?? 0, last?.volts ?? 0) ?? Number.NaN })),
      ),
      familyText(condition, conditions.map(labelled)),
    ].join("");
  }

  #seriesOf(name: string): ProbeSeries | undefined {
    const known = this.#probes.get(name);
    const probe = this.#run.manifest.probes.find((one) => one.name === name);
    if (known !== undefined || probe === undefined) return known;
    const tags = { host: this.#run.manifest.host.hostname, run: this.#run.id, probe: name };
    const columns = probe.rails.reduce((sum, rail) => sum + rail.columns.length, 0);
    const period = Math.max(0, ...probe.rails.map((rail) => rail.period));
    const made: ProbeSeries = {
      rails: probe.rails.map((rail) => ({
        rail,
        labels: { ...tags, rail: rail.id, point: rail.point, hw_type: "rail", hw_id: `${name}/${rail.id}` },
        freshS: freshFor(rail.period),
        u: rail.measures === "power" ? this.#run.uncertainty(name, rail) : undefined,
        counted: rail.measures === "power" ? undefined : new Counted(rail),
      })),
      conditions: (probe.conditions ?? []).map(({ name: what, unit }, k) => ({
        index: columns + k,
        labels: { ...tags, condition: what, unit },
        freshS: freshFor(period),
        u: undefined,
        counted: undefined,
      })),
    };
    this.#probes.set(name, made);
    return made;
  }
}

const freshFor = (period: number): number => Math.max(FRESH_S, FRESH_PERIODS * period);

function see(series: Series, last: { readonly at: Nanoseconds; readonly value: number; readonly volts: number }): void {
  if (!Number.isFinite(last.value)) {
    delete series.last;
    return;
  }
  series.last = last;
}

function voltsAt({ columns }: Rail, values: readonly Float64Array[], index: number): number {
  const voltage = columns.findIndex(({ quantity }) => quantity === "voltage");
  return (values[voltage]?.[index] ?? Number.NaN) * (columns[voltage]?.scale ?? 1);
}

/** Of a recording that is sent later, or of before a restart of the computer, nothing is: its values are of another time. */
const isFresh = ({ last, freshS }: Series, now: Nanoseconds): boolean =>
  last !== undefined && Math.abs(secondsBetween(last.at, now)) <= freshS;

const labelled = ({ labels, last }: Series): Labelled => ({ labels, value: last?.value ?? Number.NaN });
