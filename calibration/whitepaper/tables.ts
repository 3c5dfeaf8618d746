import type { Point } from "../../src/core/rail.js";

/** What the paper measured: a computer, and the point at which its power was taken. */
type System = "Tegra X1" | "Core i7-6700K" | "Titan X" | "Xeon E5-2698 v3";

/**
 * The point of each system's power. The i7's was taken after the inductors and divided by an assumed 0.80; the Xeon's is
 * what its own counters say of sockets and memory.
 */
const pointOf: Readonly<Record<System, Point>> = {
  "Tegra X1": "regulator-input",
  "Core i7-6700K": "regulator-input",
  "Titan X": "supply-output",
  "Xeon E5-2698 v3": "die-model",
};

/** One row of a table of the paper, as printed. */
export interface Cell {
  /** Unique, e.g. `T1 Tegra X1 FP16 b128`. */
  readonly id: string;
  readonly table: 1 | 2 | 3;
  readonly system: System;
  readonly point: Point;
  readonly network: "AlexNet" | "GoogLeNet";
  readonly precision: "FP32" | "FP16";
  readonly batch: number;
  readonly imagesPerSecond: number;
  readonly powerW: number;
  /** img/s/W */
  readonly printed: number;
}

/** The place to which each column is printed: its last digit. */
export const steps = { imagesPerSecond: 1, powerW: 0.1, printed: 0.1 } as const;

type Row = readonly [
  System,
  Cell["precision"],
  batch: number,
  imagesPerSecond: number,
  powerW: number,
  printed: number,
];

const tableOf = (table: Cell["table"], network: Cell["network"], rows: readonly Row[]): readonly Cell[] =>
  rows.map(([system, precision, batch, imagesPerSecond, powerW, printed]) => {
    const id = `T${table} ${system} ${precision} b${batch}`;
    return { id, table, system, point: pointOf[system], network, precision, batch, imagesPerSecond, powerW, printed };
  });

/** Tables 1 to 3 of NVIDIA, GPU-Based Deep Learning Inference: A Performance and Power Analysis (November 2015). */
export const cells: readonly Cell[] = [
  ...tableOf(1, "AlexNet", [
    ["Tegra X1", "FP32", 1, 47, 5.5, 8.6],
    ["Tegra X1", "FP16", 1, 67, 5.1, 13.1],
    ["Core i7-6700K", "FP32", 1, 62, 49.7, 1.3],
    ["Tegra X1", "FP32", 128, 155, 6.0, 25.8],
    ["Tegra X1", "FP16", 128, 258, 5.7, 45.0],
    ["Core i7-6700K", "FP32", 48, 242, 62.5, 3.9],
  ]),
  ...tableOf(2, "AlexNet", [
    ["Titan X", "FP32", 1, 405, 164.0, 2.5],
    ["Xeon E5-2698 v3", "FP32", 1, 76, 111.7, 0.7],
    ["Titan X", "FP32", 128, 3216, 227.0, 14.2],
    ["Xeon E5-2698 v3", "FP32", 48, 476, 149.0, 3.2],
  ]),
  ...tableOf(3, "GoogLeNet", [
    ["Titan X", "FP32", 1, 138, 119.0, 1.2],
    ["Tegra X1", "FP32", 1, 33, 5.0, 6.5],
    ["Tegra X1", "FP16", 1, 33, 4.0, 8.3],
    ["Titan X", "FP32", 128, 863, 225.0, 3.8],
    ["Tegra X1", "FP32", 64, 52, 5.9, 8.8],
    ["Tegra X1", "FP16", 64, 75, 5.8, 12.8],
  ]),
];

/** The cell of an id. Throws for one that is in no table: a fault of the caller. */
export function cellOf(id: string): Cell {
  const cell = cells.find((one) => one.id === id);
  if (cell === undefined) throw new RangeError(`The paper has no cell ${JSON.stringify(id)}`);
  return cell;
}
