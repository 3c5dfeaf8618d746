import type { Column, Rail } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import { boardRail, moduleRail } from "../shared/nvidia/boards.js";
import { conditionFields, conditionOf } from "../shared/nvidia/conditions.js";
import { type Sensor, sensorOf } from "../shared/nvidia/sensors.js";
import { nodeOf, uncertaintyOf } from "../shared/nvidia/uncertainty.js";
import type { GpuAnswer } from "./answer.js";
import type { Source } from "./loop.js";
import type { Settings } from "./settings.js";
import { conditionWays, isCounter, type Way } from "./ways.js";

/** One GPU, and the ways in which it is read. */
export interface Gpu extends GpuAnswer {
  readonly way: Way;
  readonly moduleWay: Way | undefined;
  readonly sensor: Sensor;
  /** How long one reading of all this takes. */
  readonly readMs: number;
}

/** The counter misses nothing between readings; instant power tells loads apart that the mean of a second smears (devices.md B6). */
const choices: Readonly<Record<Settings["value"], readonly Way[]>> = {
  auto: ["energy", "energy-field", "instant", "average", "usage"],
  energy: ["energy", "energy-field"],
  instant: ["instant"],
  average: ["average"],
  usage: ["usage"],
  samples: ["samples"],
};
const moduleChoice: readonly Way[] = ["module-instant", "module-average"];

/** How a GPU is read; undefined when it gives no number in any of the ways wanted. */
export function gpuOf(answer: GpuAnswer, wanted: Settings["value"]): Gpu | undefined {
  const works = (way: Way) => "value" in (answer.values[way] ?? {});
  const way = choices[wanted].find(works);
  if (way === undefined || answer.uuid === "") return undefined;
  // the module's values would lie between the samples
  const moduleWay = way === "samples" ? undefined : moduleChoice.find(works);
  const readMs = [way, moduleWay].reduce((sum, one) => sum + timeOf(answer, one), 0);
  return {
    ...answer,
    way,
    moduleWay,
    sensor: sensorFor(answer, way),
    readMs,
  };
}

function sensorFor({ capability, values }: GpuAnswer, way: Way): Sensor {
  const sensor = sensorOf(capability, way !== "average" && way !== "usage");
  const spacing = way === "samples" ? values["samples"] : undefined;
  return spacing !== undefined && "value" in spacing ? { ...sensor, update: spacing.value / 1000 } : sensor;
}

function timeOf({ values }: GpuAnswer, way: Way | undefined): number {
  const value = way === undefined ? undefined : values[way];
  return value !== undefined && "ms" in value ? value.ms : 0;
}

/** Why a GPU is not read, in the library's words: `energy not-supported, instant not-supported, ...`. */
export const reasonsOf = ({ values }: GpuAnswer, wanted: Settings["value"]): string =>
  choices[wanted]
    .map((way) => {
      const value = values[way];
      return `${way} ${value !== undefined && "reason" in value ? value.reason : "unknown"}`;
    })
    .join(", ");

/** The rails of the GPUs and, in the same order, what they are read from. */
export const plansOf = (gpus: readonly Gpu[], period: Seconds) => gpus.flatMap((gpu) => plansOfGpu(gpu, period));

function plansOfGpu(gpu: Gpu, period: Seconds): readonly { readonly rail: Rail; readonly source: Source }[] {
  const { uuid, index, way, moduleWay } = gpu;
  const board = { rail: railOf(gpu, way, { id: boardRail(index), period }), source: { uuid, way } };
  if (moduleWay === undefined) return [board];
  const whole = railOf(gpu, moduleWay, { id: moduleRail(index), period });
  return [
    { rail: whole, source: { uuid, way: moduleWay } },
    { ...board, rail: { ...board.rail, partOf: whole.id } },
  ];
}

/** What the GPUs tell of their condition, where they tell it at all, and what it is read from. */
export const conditionsOf = (gpus: readonly Gpu[]) =>
  gpus.flatMap(({ uuid, index, values }) =>
    conditionFields.flatMap((field) => {
      const way = conditionWays.find((name) => name === field.name);
      if (way === undefined || !("value" in (values[way] ?? {}))) return [];
      return [{ condition: conditionOf(field, boardRail(index)), source: { uuid, way } }];
    }),
  );

/** Short peaks exceed the limit, and a wrong bound would turn energy into gaps. */
const HEADROOM = 2;
/** Where a GPU states no limit. */
const ANY_BOARD_W = 3000;
const step = { size: 1e-3, origin: "whole mW or mJ" };

function railOf(gpu: Gpu, way: Way, { id, period }: { readonly id: string; readonly period: Seconds }): Rail {
  const note = `${gpu.name}, ${gpu.uuid}, ${gpu.bus}: ${way}`;
  const node = nodeOf(gpu.uuid, way === gpu.moduleWay ? "module" : "board");
  const board = { id, point: "supply-output", note, node } as const;
  if (!isCounter(way))
    return {
      ...board,
      measures: "power",
      columns: [columnOf(id, "power", "mW")],
      period,
      window: way === gpu.way ? gpu.sensor.window : sensorOf(gpu.capability, way === "module-instant").window,
      uncertainty: uncertaintyOf("power", node, step),
    };
  return {
    ...board,
    measures: "energy-counter",
    columns: [columnOf(id, "energy", "mJ")],
    // the counter goes on when its sensor does
    period: Math.max(period, gpu.sensor.update),
    window: { kind: "counter" },
    // No range: it never comes round. One that goes down was set to zero with its driver, and counts anew.
    plausiblePower: gpu.limitMilliwatts === undefined ? ANY_BOARD_W : (HEADROOM * gpu.limitMilliwatts) / 1000,
    uncertainty: uncertaintyOf("energy", node, step),
  };
}

const columnOf = (name: string, quantity: Column["quantity"], unit: string): Column => ({
  name,
  quantity,
  unit,
  scale: 1e-3,
});
