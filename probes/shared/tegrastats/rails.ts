import type { Finding } from "../../../src/core/finding.js";
import type { Rail, Total } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import { type Board, monitorOf, voltsOf } from "../jetson/boards.js";
import { chipTypes, iioChip } from "../jetson/chips.js";
import { assumedShunts, type Shunt, shuntOf } from "../jetson/shunt.js";
import { boardTotals } from "../jetson/totals.js";
import { errorsOfPower } from "../jetson/uncertainty.js";
import { checkRailKeys, selectRails } from "../rail-settings.js";
import type { Line } from "./line.js";
import type { TegrastatsSettings } from "./settings.js";

/** What rails are made from, besides a line. */
export interface RailFacts {
  readonly board: Board | undefined;
  readonly period: Seconds;
  readonly settings: TegrastatsSettings;
}

/** Rails with their totals, and what their making showed. */
export interface MadeRails {
  readonly rails: readonly Rail[];
  readonly totals: readonly Total[];
  readonly findings: readonly Finding[];
}

/** The rails that a line shows, with what the board's table knows of them. Throws UNKNOWN_NAME, and as `boardTotals` does. */
export function makeRails(line: Line, facts: RailFacts): MadeRails {
  const { board, settings } = facts;
  const all = line.readings.map(({ rail }) => makeRail(rail, line, facts));
  checkRailKeys({ ...settings.points, ...settings.shuntMicroOhms }, all);
  const chosen = selectRails(all, settings.only);
  const rails = withoutLostParents(chosen.map(({ rail }) => rail));
  const { totals, findings } = boardTotals({ probe: "tegrastats", board, rails, settings });
  const assumed = all.flatMap(({ rail, shunt }) =>
    shunt.assumed && rails.some(({ id }) => id === rail.id) ? [rail.id] : [],
  );
  return { rails, totals, findings: [...assumedShunts(assumed), ...(line.unitless ? [lagged] : []), ...findings] };
}

interface Made {
  readonly rail: Rail;
  readonly shunt: Shunt;
}

function makeRail(id: string, { unitless }: Line, { board, period, settings }: RailFacts): Made {
  const lore = board?.rails[id];
  const shunt = shuntOf({ rail: id, driver: undefined, user: settings.shuntMicroOhms[id], board: lore });
  const address = monitorOf(board, id);
  // limits of error of an INA3221 are the same behind either driver
  const chip = { type: chipTypes.get(address) ?? iioChip, address };
  const facts = { chip, shunt, shuntTolerance: settings.shuntTolerancePercent / 100 };
  const rail: Rail = {
    id,
    point: settings.points[id] ?? lore?.point ?? "regulator-input",
    measures: "power",
    columns: [{ name: `${id}.power`, quantity: "power", unit: "mW", scale: 1e-3 }],
    period,
    window: unitless ? { kind: "boxcar", width: iioChip.cycle } : { kind: "instantaneous" },
    ...(lore?.partOf !== undefined && { partOf: lore.partOf }),
    uncertainty: errorsOfPower(facts, voltsOf(lore)),
  };
  return { rail, shunt };
}

/** `partOf` names a rail of the same probe: without that rail there is nothing to count twice. */
function withoutLostParents(rails: readonly Rail[]): readonly Rail[] {
  const ids = new Set(rails.map(({ id }) => id));
  return rails.map((rail) => {
    const { partOf, ...rest } = rail;
    return partOf === undefined || ids.has(partOf) ? rail : rest;
  });
}

const lagged: Finding = {
  code: "lagged-sensor",
  severity: "note",
  message: `The monitors average over ${Math.round(iioChip.cycle * 1000)} ms: edges of windows are blurred by as much`,
  remedy: "Measure runs much longer than that, or repeat the work inside one run",
};
