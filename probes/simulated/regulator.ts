import type { Column, Rail } from "../../src/core/rail.js";
import type { Seconds, Watts } from "../../src/core/units.js";
import type { RegulatorSettings } from "./settings.js";

/** The columns of the rails `post` and `pre`, in order. */
const postColumns: readonly Column[] = [
  { name: "post.voltage", quantity: "voltage", unit: "V", scale: 1 },
  { name: "post.current", quantity: "current", unit: "A", scale: 1 },
];
const preColumns: readonly Column[] = [{ name: "pre", quantity: "power", unit: "W", scale: 1 }];

/** What the regulator takes in while it gives `output`: the loss polynomial of measurement.md 1.1. */
export function inputPower({ aW, bV, cOhm, outputV }: RegulatorSettings, output: Watts): Watts {
  const amperes = output / outputV;
  return aW + output + bV * amperes + cOhm * amperes ** 2;
}

/** The two rails of a simulated regulator; `common` is what every simulated rail has. */
export function regulatorRails(
  regulator: RegulatorSettings,
  { peak, period, common }: { peak: Watts; period: Seconds; common: Pick<Rail, "measures" | "window" | "note"> },
): readonly Rail[] {
  const { aW, bV, cOhm, outputV } = regulator;
  const truth = `${common.note}: a ${aW} W, b ${bV} V, c ${cOhm} ohm at ${outputV} V`;
  const rail = {
    ...common,
    period,
    note: truth,
    uncertainty: [],
    plausiblePower: Math.max(2 * inputPower(regulator, peak), 1),
  };
  return [
    { ...rail, id: "post", point: "regulator-output", columns: postColumns },
    { ...rail, id: "pre", point: "regulator-input", columns: preColumns },
  ];
}
