import type { Finding } from "../../../src/core/finding.js";
import type { Point, Rail } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import { type Board, monitorOf, voltsOf } from "../jetson/boards.js";
import { type ChipType, chipTypes, iioChip } from "../jetson/chips.js";
import { assumedShunts, type Shunt, shuntOf } from "../jetson/shunt.js";
import { errorsOfPower } from "../jetson/uncertainty.js";
import type { Line } from "./line.js";

/** What rails are made from, besides a line. */
export interface RailFacts {
  readonly board: Board | undefined;
  readonly period: Seconds;
  readonly only?: readonly string[] | undefined;
  readonly points?: Readonly<Record<string, Point>>;
  readonly shuntMicroOhms?: Readonly<Record<string, number>>;
  readonly shuntTolerancePercent?: number;
}

/** Rails, and what their making showed. */
export interface MadeRails {
  readonly rails: readonly Rail[];
  readonly findings: readonly Finding[];
}

/** The rails that a line shows, with what the board's table knows of them. */
export function makeRails(line: Line, facts: RailFacts): MadeRails {
  const names = line.readings.map(({ rail }) => rail).filter((name) => facts.only?.includes(name) ?? true);
  const made = names.map((name) => makeRail(name, line, { ...facts, names }));
  const assumed = made.flatMap(({ rail, shunt }) => (shunt.assumed ? [rail.id] : []));
  return {
    rails: made.map(({ rail }) => rail),
    findings: [...assumedShunts(assumed), ...(line.unitless ? [lagged] : [])],
  };
}

function makeRail(id: string, line: Line, facts: RailFacts & { readonly names: readonly string[] }) {
  const { board, names, period, points = {}, shuntMicroOhms = {}, shuntTolerancePercent = 1 } = facts;
  const lore = board?.rails[id];
  const shunt: Shunt = shuntOf({ rail: id, driver: undefined, user: shuntMicroOhms[id], board: lore });
  const address = monitorOf(board, id);
  const type = chipOf(address);
  const partOf = lore?.partOf !== undefined && names.includes(lore.partOf) ? { partOf: lore.partOf } : {};
  const rail: Rail = {
    id,
    point: points[id] ?? lore?.point ?? "regulator-input",
    measures: "power",
    columns: [{ name: `${id}.power`, quantity: "power", unit: "mW", scale: 1e-3 }],
    period,
    window: line.unitless ? { kind: "boxcar", width: iioChip.cycle } : { kind: "instantaneous" },
    ...partOf,
    uncertainty: errorsOfPower(
      { chip: { type, address }, shunt, shuntTolerance: shuntTolerancePercent / 100 },
      voltsOf(lore),
    ),
  };
  return { rail, shunt };
}

/** The INA3221, whose limits of error are the same behind either driver; some boards have another chip too. */
const chipOf = (monitor: string): ChipType => chipTypes.get(monitor) ?? iioChip;

const lagged: Finding = {
  code: "lagged-sensor",
  severity: "note",
  message: `The monitors average over ${Math.round(iioChip.cycle * 1000)} ms: edges of windows are blurred by as much`,
  remedy: "Measure runs much longer than that, or repeat the work inside one run",
};
