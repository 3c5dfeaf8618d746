import type { AgreementResult } from "./agreement-result.js";
import type { DeviceClockResult } from "./clock-result.js";
import type { Comparison } from "./comparison.js";
import type { ConditionQuantity } from "./condition.js";
import type { CurveQuality } from "./curve.js";
import type { Finding, Verdict } from "./finding.js";
import type { Point } from "./rail.js";
import type { SideResult, TargetResult } from "./repeats-result.js";
import type { SyncResult } from "./sync-result.js";
import type { BudgetLine } from "./uncertainty.js";

export type { SideResult, TargetResult } from "./repeats-result.js";

/** A number as published: value, standard uncertainty, and U95 = t95(nu_eff) u (measurement.md 2.3). */
export interface Figure {
  readonly value: number;
  readonly u: number;
  readonly U95: number;
  /** How U95 was found where not by linear propagation (measurement.md 2.5); then u may be the draws' own scatter. */
  readonly method?: "monte-carlo";
  /** Of draws of the exact form: 2.5 % lie below the first and 2.5 % above the second. */
  readonly interval95?: readonly [low: number, high: number];
}

/** An energy known only to lie between two bounds, because samples are missing. */
export interface Interval {
  readonly low: number;
  /** null when nothing bounds the energy from above: an instrument that died says nothing of what came after. */
  readonly high: number | null;
  /** What the bounds rest on, e.g. that power in the gaps stayed between the lowest and the highest seen. */
  readonly assumes: string;
}

/** How a rail's samples were brought to another point. Identity has `curve` null; several curves in a row are `a + b`. */
export interface AppliedCorrection {
  readonly curve: string | null;
  readonly from: Point;
  readonly to: Point;
  /** How the curve's figures were come by; of several, the least trustworthy. Absent without a curve. */
  readonly quality?: CurveQuality;
}

/** One rail in one window. */
export interface RailResult {
  readonly probe: string;
  readonly rail: string;
  readonly point: Point;
  /** True for a model without a sensor: never to be shown without the word ESTIMATE. */
  readonly estimate: boolean;
  /** null when no quiet number can be given; then `energyIntervalJ` may bound it. */
  readonly energyJ: Figure | null;
  readonly meanPowerW: Figure | null;
  readonly energyIntervalJ?: Interval;
  /** Extremes of the samples, of a counter of its means over four updates or more: between two readings it is noise. */
  readonly minW: number | null;
  readonly maxW: number | null;
  /**
   * Samples that the number rests on: those of the window, looked for later by a known delay, without those that show
   * again what the sensor had not made anew.
   */
  readonly samples: number;
  /** Share of the window that samples account for, 0 to 1. */
  readonly coverage: number;
  readonly maxGapS: number;
  readonly correction: AppliedCorrection;
  /** The energy's error sources, largest first, in joules. */
  readonly budget: readonly BudgetLine[];
  /** Codes of findings that concern this number. */
  readonly flags: readonly string[];
  readonly partOf?: string;
  /** Period, window and delay of its sensor are as `characterize` measured them: in which recording, and when. */
  readonly characterized?: { readonly id: string; readonly at: string };
}

/** A declared sum of rails in one window. */
export interface TotalResult {
  readonly probe: string;
  readonly name: string;
  readonly scope: string;
  readonly point: Point;
  readonly estimate: boolean;
  readonly parts: readonly string[];
  readonly energyJ: Figure | null;
  readonly meanPowerW: Figure | null;
  readonly energyIntervalJ?: Interval;
  readonly coverage: number;
  /** The energy's error sources, largest first, in joules. */
  readonly budget: readonly BudgetLine[];
}

/** Work over the energy of one total (or of one rail where no total is declared). `value` is in unit/s/W = unit/J. */
export interface Efficiency extends Figure {
  /** Its inverse: joules of one unit. Absent in results of older versions. */
  readonly joulesPerUnit?: Figure;
  readonly of: string;
  readonly point: Point;
  readonly estimate: boolean;
  readonly unit: string;
  /** Its error sources, largest first, in its unit. */
  readonly budget: readonly BudgetLine[];
}

/** Work done in a window. */
export interface WorkResult {
  readonly count: number;
  readonly unit: string;
  readonly rate: Figure;
  /** The rate's error sources, largest first. */
  readonly budget: readonly BudgetLine[];
  readonly efficiency: readonly Efficiency[];
  /** Of a load that reports its own windows: how many, and the coefficient of variation of their rates. */
  readonly windows?: { readonly count: number; readonly variation: number };
  /** Of a load that waits for each pass: how long one takes. */
  readonly latencyMs?: Latency;
}

/** Milliseconds of one pass. */
export interface Latency {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
}

/** Energy above idle in one window (measurement.md 5.4): total E minus P_idle D. */
export interface DynamicResult {
  readonly of: string;
  readonly point: Point;
  readonly idlePowerW: Figure;
  readonly dynamicEnergyJ: Figure;
  readonly idleShare: number;
  /** The dynamic energy's error sources, largest first, in joules. */
  readonly budget: readonly BudgetLine[];
}

/** What an instrument told beside power in one window, over its samples there. */
export interface ConditionResult {
  readonly probe: string;
  readonly name: string;
  readonly quantity: ConditionQuantity;
  readonly unit: string;
  /** Mean of the samples; null for a state, and where there was no sample. */
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly samples: number;
}

/** One window of the result. */
export interface WindowResult {
  readonly name: string;
  readonly source: string;
  /** CLOCK_MONOTONIC nanoseconds as decimal strings. */
  readonly fromNs: string;
  readonly toNs: string;
  readonly durationS: number;
  /** Half-widths of both instants; absent in results of older versions. */
  readonly fromWithinS?: number;
  readonly toWithinS?: number;
  readonly rails: readonly RailResult[];
  readonly totals: readonly TotalResult[];
  readonly work?: WorkResult;
  readonly dynamic?: readonly DynamicResult[];
  /** Where several instruments watch one power. */
  readonly agreement?: readonly AgreementResult[];
  /** Clocks, temperatures and so on, where an instrument tells them. */
  readonly conditions?: readonly ConditionResult[];
}

/** One execution's windows: the command's own first, then the marked ones. */
export interface RunResult {
  readonly index: number;
  /** With `--ab`, which of the two commands it is: `A` or `B`. */
  readonly label?: string;
  readonly exit: { readonly code: number | null; readonly signal: string | null };
  readonly windows: readonly WindowResult[];
}

/** Statistics over run means (Student t; never over pooled samples), measurement.md 2.4 and 5.2. */
export interface Statistic {
  readonly of: string;
  readonly what: "energyJ" | "meanPowerW" | "durationS" | "rate" | "efficiency";
  readonly unit: string;
  readonly runs: number;
  readonly mean: number;
  /** Standard deviation of the runs. */
  readonly sd: number;
  /** Of the mean, type A from the runs combined with the shared type B. */
  readonly u: number;
  readonly U95: number;
  /** As in `Figure`. */
  readonly method?: "monte-carlo";
  /** The mean's error sources, largest first; `runs` is type A, from their scatter. */
  readonly budget: readonly BudgetLine[];
}

/** `joulemark/result/v1`, the same object from the command line and from `measure`. */
export interface Result {
  readonly schema: "joulemark/result/v1";
  readonly run: {
    readonly id: string;
    readonly name?: string;
    readonly command: readonly string[];
    readonly startedAt: string;
    readonly durationS: number;
    readonly exit: { readonly code: number | null; readonly signal: string | null };
    readonly host: Readonly<Record<string, unknown>>;
    readonly recording: string | null;
    /** What a load that reports its own work said of itself: versions, devices, how each layer is computed. */
    readonly load?: Readonly<Record<string, unknown>>;
    /** Where the recording stops, when joulemark was killed or the disk was full; absent for a complete one. */
    readonly endsEarlyAtS?: number;
  };
  /** Of the first execution that counts; with `--repeat` see `runs` and `statistics`. */
  readonly windows: readonly WindowResult[];
  readonly runs?: readonly RunResult[];
  readonly statistics?: readonly Statistic[];
  /** With `--ab`, in place of `statistics`; and both held against each other, block by block. */
  readonly sides?: readonly SideResult[];
  readonly comparison?: Comparison;
  /** With `--target-uncertainty`, once the pilot was made. */
  readonly target?: TargetResult;
  readonly probes: readonly { readonly name: string; readonly device: string }[];
  /** Of instruments with a clock of their own. */
  readonly clocks?: readonly DeviceClockResult[];
  /** How late each probe is, where a known load was put around the command. */
  readonly sync?: readonly SyncResult[];
  /** The verdict is of these findings and of those that a comparison has. */
  readonly quality: { readonly verdict: Verdict; readonly findings: readonly Finding[] };
  /** What measuring cost; null when joulemark was killed before it could say. */
  readonly self: {
    readonly cpuS: number;
    readonly missedTicks: number;
    readonly readMicros: { readonly p50: number; readonly p99: number } | null;
    readonly latenessMicros: { readonly p50: number; readonly p99: number } | null;
    readonly granted: Readonly<Record<string, unknown>>;
  } | null;
}
