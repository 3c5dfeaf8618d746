import type { Matrix, MatrixReason } from "./matrix.js";
import type { Point } from "./rail.js";
import type { Figure } from "./result.js";

/** A figure got by holding two numbers against each other, or why there is none. */
export interface Compared {
  readonly value: Figure | null;
  /** Present where `value` is null. */
  readonly reason?: MatrixReason;
}

/** What the paper printed in one row of its tables. */
export interface PublishedFigures {
  /** e.g. `T1 Tegra X1 FP16 b128`. */
  readonly id: string;
  readonly table: number;
  readonly system: string;
  readonly point: Point;
  /** img/s, W and img/s/W, as printed. */
  readonly rate: number;
  readonly powerW: number;
  readonly efficiency: number;
}

/** A cell beside the paper's. Deviations are relative: ours over the printed one, less 1; print rounding is in their uncertainty. */
export interface AgainstPaper {
  readonly system: string;
  readonly cell: string;
  readonly published: PublishedFigures;
  readonly rate: Compared;
  /** One for each power of the cell, in their order. The efficiency is held against printed img/s over printed W. */
  readonly powers: readonly {
    readonly of: string;
    readonly point: Point;
    readonly power: Compared;
    readonly efficiency: Compared;
  }[];
}

/** A cell of a matrix. */
export interface CellPlace {
  readonly system: string;
  readonly cell: string;
}

/** Two cells in a ratio; errors that both share have cancelled. */
export interface MatrixRatio {
  /** What differs: the computers, the batch, or the precision. */
  readonly between: "systems" | "batch" | "precision";
  readonly numerator: CellPlace;
  readonly denominator: CellPlace;
  readonly rate: Compared;
  readonly efficiencies: readonly {
    /** Names of the numerator's and the denominator's power, and their points. */
    readonly of: readonly [string, string];
    readonly points: readonly [Point, Point];
    readonly value: Figure | null;
    readonly reason?: MatrixReason;
  }[];
  /** As the paper's text has it, where it names this pair; null where it does not name that number of it. */
  readonly claimed?: { readonly rate: number | null; readonly efficiency: number | null };
}

/** What follows from the cells of a matrix. */
export interface MatrixComparisons {
  readonly published: readonly AgainstPaper[];
  readonly ratios: readonly MatrixRatio[];
}

/** A matrix as it is written: with what follows from its cells. */
export type ComparedMatrix = Matrix & { readonly comparisons?: MatrixComparisons };
