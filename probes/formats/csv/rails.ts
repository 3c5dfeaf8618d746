import { MeasurementError } from "../../../src/core/error.js";
import type { Column, ColumnQuantity, Rail } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import type { CsvSettings, RailSettings } from "./settings.js";

const scales: Readonly<Record<string, number>> = {
  ...{ uW: 1e-6, mW: 1e-3, W: 1, kW: 1e3, uV: 1e-6, mV: 1e-3, V: 1, uA: 1e-6, mA: 1e-3, A: 1 },
  ...{ uJ: 1e-6, mJ: 1e-3, J: 1, mWh: 3.6, Wh: 3600, kWh: 3.6e6 },
};

/** A rail and the columns of the file it is read from, in the order of the rail's own. */
export interface PlannedRail {
  readonly rail: Rail;
  readonly sources: readonly string[];
}

/** The rails the settings ask for. Throws CONFIG for one that is not exactly a power, a voltage with a current, or an energy. */
export const railsOf = ({ rails }: CsvSettings, period: Seconds): readonly PlannedRail[] =>
  Object.entries(rails).map(([id, settings]) => plan(id, settings, period));

function plan(id: string, settings: RailSettings, period: Seconds): PlannedRail {
  const chosen = columnsOf(settings);
  const kind = chosen.map(({ quantity }) => quantity).join("+");
  if (!["power", "voltage+current", "energy"].includes(kind))
    throw new MeasurementError(
      "CONFIG",
      `Rail ${id} has ${kind === "" ? "no column" : kind}`,
      `Give it rails.${id}.power=COLUMN, or voltage and current, or energy`,
    );
  const counter = kind === "energy";
  return {
    sources: chosen.map(({ source }) => source),
    rail: {
      id,
      point: settings.point,
      measures: counter ? "energy-counter" : "power",
      columns: chosen.map(
        ({ quantity, unit }): Column => ({ name: `${id}.${quantity}`, quantity, unit, scale: scales[unit] ?? 1 }),
      ),
      period,
      window: { kind: counter ? "counter" : "instantaneous" },
      uncertainty: accuracyOf(settings, counter ? "energy" : "power"),
    },
  };
}

function columnsOf(settings: RailSettings) {
  const all: readonly (readonly [ColumnQuantity, string | undefined, string])[] = [
    ["power", settings.power, settings.powerUnit],
    ["voltage", settings.voltage, settings.voltageUnit],
    ["current", settings.current, settings.currentUnit],
    ["energy", settings.energy, settings.energyUnit],
  ];
  return all.flatMap(([quantity, source, unit]) => (source === undefined ? [] : [{ quantity, source, unit }]));
}

const accuracyOf = ({ accuracyPercent, current }: RailSettings, of: ColumnQuantity): Rail["uncertainty"] => [
  {
    id: "accuracy",
    kind: "gain",
    of: current === undefined ? of : "current",
    distribution: "rectangular",
    size: accuracyPercent / 100,
    origin: "setting accuracyPercent",
  },
];
