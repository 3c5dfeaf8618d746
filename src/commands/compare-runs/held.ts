import type { ComparedTest } from "../../core/comparison.js";
import type { Quantity } from "../../core/quantity.js";
import { BLOCKS, type Contrast, judge, paired, unpaired } from "../../steady/contrast.js";
import { runsToTell } from "../../steady/runs-to-tell.js";
import type { SideNumber } from "./side.js";

/** A number of two sides held against each other. */
export interface Held {
  readonly method: ComparedTest["method"];
  readonly contrast: Contrast;
  /** Of the difference of one run a side (one block), from their scatter. */
  readonly variance: number;
  /** Variance of the difference that is the scatter of the runs there are. */
  readonly ofRuns: number;
  /** Degrees of freedom that n runs a side (n blocks) give. */
  readonly dof: (n: number) => number;
}

/** How the numbers of two sides are held against each other. */
export type Holding = (first: SideNumber, other: SideNumber) => Held;

/** Runs of two sides that have nothing to do with each other: Welch's, or where one has no scatter no test at all. */
export const holdUnpaired: Holding = (first, other) => {
  const [a, b] = [scatterOf(first), scatterOf(other)];
  const tested = first.scatter !== undefined && other.scatter !== undefined;
  const [va, vb] = [a * first.runs, b * other.runs];
  const whole = va + vb;
  return {
    method: tested ? "welch" : "instruments",
    contrast: unpaired(first.mean, other.mean),
    variance: whole,
    ofRuns: a + b,
    dof: (n) => (whole === 0 ? Number.POSITIVE_INFINITY : ((n - 1) * whole ** 2) / (va ** 2 + vb ** 2)),
  };
};

/** The values of both sides by block, and their means with what acts on all runs alike. */
export interface BlocksOf {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly shared: readonly [first: Quantity, second: Quantity];
}

/** Runs in blocks of two: Student's t over the differences within them; of one block there is no test. */
export function holdPaired(blocks: BlocksOf): Held {
  const count = blocks.first.length;
  const contrast = count < 2 ? unpaired(...blocks.shared) : paired(blocks);
  const ofRuns = contribution(contrast.at(1), BLOCKS) ** 2;
  return {
    method: count < 2 ? "instruments" : "paired",
    contrast,
    variance: ofRuns * count,
    ofRuns,
    dof: (n) => n - 1,
  };
}

/** Variance of a mean that its runs' scatter is. */
const scatterOf = ({ mean, scatter }: SideNumber): number => contribution(mean, scatter) ** 2;

const contribution = ({ sources }: Quantity, id: string | undefined): number =>
  id === undefined ? 0 : (sources.get(id) ?? 0);

/** A test before its words and before other tests beside it are allowed for. */
export type Tested = Omit<ComparedTest, "pAdjusted" | "outcome" | "words">;

/** What two sides say of a number. */
export function tested({ method, contrast, variance, ofRuns, dof: dofOf }: Held): Tested {
  const { difference, ratio95, t, dof, p } = judge(contrast);
  const stays = Math.sqrt(Math.max(0, difference.u ** 2 - ofRuns));
  const is = method === "instruments" ? undefined : { t, dof, p };
  const runs = runsToTell({ variance, difference: difference.value, stays, dof: dofOf });
  return {
    method,
    difference,
    ratio95: ratio95 ?? null,
    t: finite(is?.t),
    dof: finite(is?.dof),
    p: finite(is?.p),
    runsToTell: is === undefined ? null : (runs ?? null),
  };
}

/** JSON has no word for what has no end. */
const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;
