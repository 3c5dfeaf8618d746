import { type Cell, cellOf } from "../../../calibration/whitepaper/tables.js";
import { ASSUMED, atEfficiency, type Corrected, impliedOutputW } from "../../../calibration/whitepaper/what-if.js";

/** A cell whose power may be another, at several efficiencies of its regulators. */
export interface Supposition {
  readonly cell: Cell;
  readonly against: Cell;
  /** Power after the regulators, W. */
  readonly outputW: number;
  /** What is supposed, in words. */
  readonly says: string;
  readonly at: readonly Corrected[];
}

const etas = [0.7, 0.75, ASSUMED, 0.85, 0.9, 0.95];

function suppose(
  id: string,
  other: string,
  of: Pick<Supposition, "says"> & { readonly output: (cell: Cell) => number },
) {
  const [cell, against] = [cellOf(id), cellOf(other)];
  const outputW = of.output(cell);
  return {
    cell,
    against,
    outputW,
    says: of.says,
    at: etas.map((eta) => atEfficiency(cell, { outputW, eta, against })),
  };
}

const divided = { says: `printed W x ${ASSUMED.toFixed(2)}`, output: impliedOutputW };
const leftOut = { says: "if its counters leave the regulators out", output: ({ powerW }: Cell) => powerW };

/** The i7's cells at other efficiencies than the one that was assumed; the Xeon's if its counters leave the regulators out. */
export const suppositions: readonly Supposition[] = [
  suppose("T1 Core i7-6700K FP32 b1", "T1 Tegra X1 FP16 b1", divided),
  suppose("T1 Core i7-6700K FP32 b48", "T1 Tegra X1 FP16 b128", divided),
  suppose("T2 Xeon E5-2698 v3 FP32 b48", "T2 Titan X FP32 b128", leftOut),
];
