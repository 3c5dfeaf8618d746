import { MeasurementError } from "../../src/core/error.js";
import { didYouMean } from "../../src/core/nearest.js";
import type { Column, ErrorSource, Rail, Total } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import { selectRails } from "../shared/rail-settings.js";
import type { Meter, MeteredRail } from "../shared/serial/protocol.js";
import { checkedTotals, findRail } from "../shared/totals.js";
import type { RailWords, Settings } from "./settings.js";

/** A rail, and which columns of the meter's rows are its own. */
export interface RailPlan {
  readonly rail: Rail;
  readonly columns: readonly number[];
  /** More watts than this are no reading. */
  readonly plausibleW: number | undefined;
}

/** The rails that are sampled, and the totals over them. */
export interface Rails {
  readonly plans: readonly RailPlan[];
  readonly totals: readonly Total[];
}

type RailSettings = Pick<Settings, "rails" | "only" | "totals">;

/** Rails and totals of a meter that answered, as the user described them; its channel `notRail` is none. Throws CONFIG naming what is still to be said. */
export function planRails(meter: Meter, { rails: words, only, totals = [] }: RailSettings, notRail?: string): Rails {
  checkNames(Object.keys(words), meter.rails);
  let next = 0;
  const drafts = meter.rails.map((metered) => {
    const columns = metered.columns.map(() => next++);
    const said = words[metered.id] ?? {};
    return { metered, said, columns, plausibleW: said.plausibleW, rail: draftOf(metered, said, meter.period) };
  });
  const selected = selectRails(
    drafts.filter(({ metered }) => metered.id !== notRail),
    only,
  );
  const nameOf = new Map(selected.map(({ metered, rail }) => [metered.id, rail.id]));
  const plans = selected.map(({ metered, said, ...plan }) => {
    const parent = plan.rail.partOf ?? nameOf.get(metered.partOf ?? "");
    const rail = { ...plan.rail, ...(parent !== undefined && { partOf: parent }) };
    return { ...plan, rail: finished(rail, metered, said) };
  });
  const rails = plans.map(({ rail }) => rail);
  for (const { partOf } of rails) if (partOf !== undefined) findRail(partOf, rails);
  return { plans, totals: checkedTotals(totals, rails) };
}

function checkNames(given: readonly string[], rails: readonly MeteredRail[]): void {
  const ids = rails.map(({ id }) => id);
  const wrong = given.find((id) => !ids.includes(id));
  if (wrong === undefined) return;
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `The meter has no rail ${JSON.stringify(wrong)}${didYouMean(wrong, ids)}`,
    `Its rails are: ${ids.join(", ")}`,
  );
}

/** Point and errors are filled in once it is known that the rail is wanted. */
function draftOf(metered: MeteredRail, said: RailWords, period: Seconds): Rail {
  const id = said.name ?? metered.id;
  const counter = metered.columns.some(({ quantity }) => quantity === "energy");
  return {
    id,
    point: metered.point ?? "estimate",
    measures: counter ? "energy-counter" : "power",
    columns: metered.columns.map((column) => columnOf(column, id, metered.columns.length)),
    period,
    window: counter ? { kind: "counter" } : (metered.window ?? { kind: "instantaneous" }),
    uncertainty: metered.uncertainty,
    ...(metered.counterRange !== undefined && { counterRange: metered.counterRange }),
    ...(said.plausibleW !== undefined && { plausiblePower: said.plausibleW }),
    ...(said.partOf !== undefined && { partOf: said.partOf }),
    ...(id !== metered.id && { note: metered.id }),
  };
}

const columnOf = (column: Column, id: string, count: number): Column => ({
  ...column,
  name: count === 1 ? id : `${id}.${column.quantity}`,
});

function finished(rail: Rail, metered: MeteredRail, said: RailWords): Rail {
  const point = said.point ?? metered.point;
  const uncertainty = said.accuracyPercent === undefined ? metered.uncertainty : [accuracy(rail, said.accuracyPercent)];
  const needs = (key: string, what: string) =>
    new MeasurementError(
      "CONFIG",
      `The meter cannot know ${what} of rail ${metered.id}`,
      `Say it: rails.${metered.id}.${key}; or leave the rail out with only`,
    );
  if (point === undefined) throw needs("point=regulator-output", "the measurement point");
  if (uncertainty.length === 0) throw needs("accuracyPercent=1", "the limit of error");
  return { ...rail, point, uncertainty, columns: withShunt(rail.columns, metered, said) };
}

const accuracy = ({ measures }: Rail, percent: number): ErrorSource => ({
  id: "accuracy",
  kind: "gain",
  of: measures === "power" ? "power" : "energy",
  distribution: "rectangular",
  size: percent / 100,
  origin: `the user's word: ${percent} % of the reading`,
});

/** A shunt's voltage is recorded as it came; its resistance makes a current of it. */
function withShunt(columns: readonly Column[], metered: MeteredRail, { shuntOhm }: RailWords): readonly Column[] {
  if ((shuntOhm !== undefined) !== (metered.shunt === true))
    throw new MeasurementError(
      "CONFIG",
      metered.shunt
        ? `Rail ${metered.id} is the voltage over a shunt of unknown resistance`
        : `Rail ${metered.id} has no shunt's voltage: its current comes ready`,
      metered.shunt ? `Say rails.${metered.id}.shuntOhm=0.001` : `Leave out rails.${metered.id}.shuntOhm`,
    );
  if (shuntOhm === undefined) return columns;
  return columns.map((one) => (one.quantity === "current" ? { ...one, scale: one.scale / shuntOhm } : one));
}
