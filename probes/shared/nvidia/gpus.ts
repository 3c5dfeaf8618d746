import type { Condition } from "../../../src/core/condition.js";
import type { Rail } from "../../../src/core/rail.js";
import type { Seconds } from "../../../src/core/units.js";
import { type Board, boardRail, moduleRail } from "./boards.js";
import { type ConditionField, conditionFields, conditionIn, conditionOf } from "./conditions.js";
import { type Sensor, sensorOf } from "./sensors.js";
import { numberIn, type Row } from "./table.js";
import { nodeOf, uncertaintyOf } from "./uncertainty.js";

/** Every field of a GPU's power. */
export type PowerField = "power.draw" | "power.draw.average" | "power.draw.instant";

/** One GPU, and which of its fields holds its power. */
export interface Gpu {
  readonly uuid: string;
  readonly index: string;
  readonly name: string;
  readonly bus: string;
  readonly field: PowerField;
  readonly sensor: Sensor;
  /** The field of the whole module's power, where there is one. */
  readonly moduleField: string | undefined;
  readonly moduleSensor: Sensor;
}

/** Instant power tells loads apart that the average of a second smears (devices.md B6 a). */
const preferred: readonly PowerField[] = ["power.draw.instant", "power.draw", "power.draw.average"];
const moduleFields = ["module.power.draw.instant", "module.power.draw.average"] as const;

/** The GPU of a row; `wanted` is the field the user asked for. Undefined when the row has no number of its power. */
export function gpuOf(row: Row, wanted: PowerField | "auto"): Gpu | undefined {
  const choice = wanted === "auto" ? preferred : [wanted];
  const field = choice.find((name) => numberIn(row.cell(name), "W") !== undefined);
  const uuid = row.cell("uuid");
  if (field === undefined || uuid === undefined || uuid === "") return undefined;
  const capability = numberIn(row.cell("compute_cap"));
  const moduleField = moduleFields.find((name) => numberIn(row.cell(name), "W") !== undefined);
  return {
    uuid,
    index: row.cell("index") ?? "",
    name: row.cell("name") ?? "GPU",
    bus: row.cell("pci.bus_id") ?? "",
    field,
    sensor: sensorOf(capability, field === "power.draw.instant"),
    moduleField,
    moduleSensor: sensorOf(capability, moduleField === "module.power.draw.instant"),
  };
}

/** Fields to read at every tick. */
export const fieldsOf = (gpus: readonly Gpu[]): readonly string[] => [
  ...new Set([
    "timestamp",
    "uuid",
    ...gpus.flatMap(({ field, moduleField }) => (moduleField ? [field, moduleField] : [field])),
  ]),
];

/** What one column is read from: the field of the row of one GPU. */
export interface Source {
  readonly uuid: string;
  readonly field: string;
  /** Absent for a power. */
  readonly condition?: ConditionField;
}

/** What a GPU tells of its condition in a row of it, where it tells it at all, and the cells that hold it. */
export const conditionsOf = ({ uuid, index }: Gpu, row: Row | undefined) =>
  conditionFields
    .filter((one) => conditionIn(one, row?.cell(one.field)) !== undefined)
    .map((one): { readonly condition: Condition; readonly source: Source } => ({
      condition: conditionOf(one, boardRail(index)),
      source: { uuid, field: one.field, condition: one },
    }));

/** The rails of the GPUs and, in the same order, the cells they are read from. */
export const plansOf = (gpus: readonly Gpu[], period: Seconds) => gpus.flatMap((gpu) => plansOfGpu(gpu, period));

function plansOfGpu(gpu: Gpu, period: Seconds): readonly { readonly rail: Rail; readonly source: Source }[] {
  const { uuid, field, moduleField, sensor, moduleSensor } = gpu;
  const board = railOf(gpu, { id: boardRail(gpu.index), node: nodeOf(uuid, "board"), field, sensor, period });
  if (moduleField === undefined) return [{ rail: board, source: { uuid, field } }];
  const module = { id: moduleRail(gpu.index), node: nodeOf(uuid, "module"), field: moduleField, sensor: moduleSensor };
  const whole = railOf(gpu, { ...module, period });
  return [
    { rail: whole, source: { uuid, field: moduleField } },
    { rail: { ...board, partOf: whole.id }, source: { uuid, field } },
  ];
}

/** The tool prints hundredths of a watt. */
const STEP = { size: 0.01, origin: "two decimals" };

interface Read {
  readonly id: string;
  readonly node: string;
  readonly field: string;
  readonly sensor: Sensor;
  readonly period: Seconds;
}

const railOf = ({ uuid, name, bus }: Gpu, { id, node, field, sensor, period }: Read): Rail => ({
  id,
  point: "supply-output",
  measures: "power",
  columns: [{ name: id, quantity: "power", unit: "W", scale: 1 }],
  period,
  window: sensor.window,
  uncertainty: uncertaintyOf("power", node, STEP),
  node,
  note: `${name}, ${uuid}, ${bus}: ${field}`,
});

/** Whether its whole module is measured too. */
export const hasModule = ({ index, moduleField }: Gpu): Board => ({ index, hasModule: moduleField !== undefined });
