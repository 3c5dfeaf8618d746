import type { Curve, GainOffsetCurve, RegulatorCurve, TableCurve } from "../../core/curve.js";
import { curveSchema } from "../../core/curve-schema.js";
import type { Column, Rail } from "../../core/rail.js";

/** Curves and rails for the tests of this folder; each goes through the schema, as one from a file does. */
const common = { schema: "joulemark/curve/v1", source: "test", from: "regulator-output", to: "regulator-input" };
const parsed = <Kind extends Curve["kind"]>(kind: Kind, given: object): Extract<Curve, { kind: Kind }> =>
  curveSchema.parse({ kind, quality: "assumed", ...common, ...given }) as Extract<Curve, { kind: Kind }>;

/** The covariance of measurement.md 1.3's example, near enough: u(a) .023, and strongly correlated as such fits are. */
export const covariance = [
  [5e-4, -3e-5, 3e-7],
  [-3e-5, 4e-6, -5e-8],
  [3e-7, -5e-8, 8e-10],
];
/** The truth of measurement.md 8, vectors 1 to 3. */
export const terms = { aW: 0.6, bV: 0.045, cOhm: 9e-4, covariance };

export const lossCurve = (more: object = {}, model: object = {}): RegulatorCurve =>
  parsed("regulator", {
    id: "bench",
    conditions: { voutV: 1 },
    range: { currentA: [0.5, 80] },
    model: { form: "loss", ...terms, ...model },
    ...more,
  });
export const etaCurve = (model: object = { eta: 0.8, halfWidth: 0.12 }, more: object = {}): RegulatorCurve =>
  parsed("regulator", { id: "flat", model: { form: "efficiency", ...model }, ...more });
/** One and then two phases: a jump of the loss at 20 A. */
export const phasesCurve = (more: object = {}): RegulatorCurve =>
  parsed("regulator", {
    id: "modes",
    conditions: { voutV: 1 },
    model: {
      form: "phases",
      pieces: [
        { currentA: [1, 20], aW: 0.6, bV: 0.02, cOhm: 0.0045, covariance },
        { currentA: [20, 60], aW: 1.2, bV: 0.02, cOhm: 0.00225, covariance },
      ],
    },
    ...more,
  });
export const tableCurve = (more: object = {}): TableCurve =>
  parsed("table", {
    id: "rows",
    over: "powerW",
    interpolate: "efficiency",
    rows: [
      [1, 0.6, 0.02],
      [5, 0.85, 0.01],
      [20, 0.9, 0.01],
      [60, 0.86, 0.02],
    ],
    ...more,
  });
export const gainCurve = (more: object = {}): GainOffsetCurve =>
  parsed("gain-offset", {
    id: "sensor",
    to: "regulator-output",
    of: "power",
    gain: 1.02,
    offset: 0.1,
    covariance: [
      [1e-6, 1e-6],
      [1e-6, 4e-4],
    ],
    ...more,
  });

const column = (quantity: Column["quantity"], unit: string): Column => ({
  name: `VDD.${quantity}`,
  quantity,
  unit,
  scale: 1,
});
/** A rail of power alone at the regulator's output. */
export const powerRail = (more: Partial<Rail> = {}): Rail => ({
  id: "VDD",
  point: "regulator-output",
  measures: "power",
  columns: [column("power", "W")],
  period: 0.01,
  window: { kind: "instantaneous" },
  uncertainty: [],
  ...more,
});
/** The same with voltage and current. */
export const twoColumns = { columns: [column("voltage", "V"), column("current", "A")] };
