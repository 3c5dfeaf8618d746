import type { Condition } from "../../../src/core/condition.js";
import { numberIn } from "./table.js";

/** A field that tells of a GPU's condition, and what it is called here. */
export interface ConditionField {
  /** As the header names it (devices.md B1). */
  readonly field: string;
  readonly name: string;
  readonly quantity: Condition["quantity"];
  readonly unit: string;
}

/** Fields that explain a GPU's power: what holds it back, and how busy it is. */
export const conditionFields: readonly ConditionField[] = [
  { field: "clocks.current.sm", name: "clock.sm", quantity: "frequency", unit: "MHz" },
  { field: "clocks.current.memory", name: "clock.memory", quantity: "frequency", unit: "MHz" },
  { field: "temperature.gpu", name: "temperature", quantity: "temperature", unit: "°C" },
  { field: "temperature.memory", name: "temperature.memory", quantity: "temperature", unit: "°C" },
  { field: "utilization.gpu", name: "utilization", quantity: "utilization", unit: "%" },
  { field: "utilization.memory", name: "utilization.memory", quantity: "utilization", unit: "%" },
  { field: "pstate", name: "pstate", quantity: "state", unit: "" },
  { field: "enforced.power.limit", name: "limit", quantity: "power-limit", unit: "W" },
];

/** The condition of the GPU whose rail is `gpu`. */
export const conditionOf = ({ name, quantity, unit }: ConditionField, gpu: string): Condition => ({
  name: `${gpu}.${name}`,
  quantity,
  unit,
});

/** The number in a cell of a condition: `P8` is 8, the others are as numbers are; undefined when it is missing. */
export const conditionIn = ({ quantity, unit }: ConditionField, cell: string | undefined): number | undefined =>
  quantity === "state" ? numberIn(/^P(\d{1,2})$/.exec(cell ?? "")?.[1]) : numberIn(cell, unit);
