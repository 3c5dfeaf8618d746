import type { Seconds } from "../../src/core/units.js";
import { type Alignment, align, together } from "./align.js";
import { type Drift, driftOf } from "./drift.js";
import { type ExcludedStep, type PairedPoint, type PointOptions, pairPoints } from "./points.js";
import { type Aligned, findSteps, type StepWindow } from "./steps.js";
import { requireForward, type Trace } from "./trace.js";

/** Two sides of one load, and how to pair them. */
export interface PairRequest extends PointOptions {
  /** What one instrument took at one side; the first of them is aligned by. */
  readonly first: readonly [Trace, ...Trace[]];
  /** What was taken at the other side. */
  readonly second: readonly [Trace, ...Trace[]];
  /** One instrument took both together: there is no lag to look for. */
  readonly sameInstrument?: boolean;
  /** The largest lag that can be, either way. */
  readonly maxLagS?: Seconds;
  /** The steps, where they are known (`windowsOf` of a ladder); else they are found in the traces. */
  readonly windows?: readonly StepWindow[];
  /** The shortest step that is looked for. */
  readonly minDwellS: Seconds;
  /** The last step is the load of the first again. Left out: when its first trace shows about the same. */
  readonly repeated?: boolean;
}

/** What pairing gave. Values are in the order of `first`, then `second`. */
export interface Pairing {
  readonly alignment: Alignment;
  readonly points: readonly PairedPoint[];
  readonly excluded: readonly ExcludedStep[];
  /** The last step against the first, for each trace, where it is the same load and both are points. */
  readonly drift?: readonly Drift[];
}

/** Levels within this share of the whole range are taken to be one load. */
const ALIKE = 0.03;

/** Aligns two sides of one load, finds its steps, and makes one point of each. Throws CANNOT_ALIGN, and RECORDING for times that go back. */
export function pair(request: PairRequest): Pairing {
  const { first, second, sameInstrument, maxLagS, repeated } = request;
  for (const [i, trace] of [...first, ...second].entries()) requireForward(trace, `trace ${i + 1}`);
  const alignment = sameInstrument ? together : align(first[0], second[0], maxLagS === undefined ? {} : { maxLagS });
  const traces: readonly Aligned[] = [
    ...first.map((trace) => ({ trace, lagS: 0 })),
    ...second.map((trace) => ({ trace, lagS: alignment.lagS })),
  ];
  const windows = request.windows ?? findSteps(traces, request);
  const { points, excluded } = pairPoints(traces, windows, request);
  const [opening, closing] = [windows[0], windows.at(-1)].map((window) =>
    points.find(({ step }) => step === window?.step),
  );
  if (opening === undefined || closing === undefined || opening === closing) return { alignment, points, excluded };
  const same = repeated ?? isAlike(opening, closing, points);
  return { alignment, points, excluded, ...(same ? { drift: driftOf(opening, closing) } : {}) };
}

function isAlike(opening: PairedPoint, closing: PairedPoint, points: readonly PairedPoint[]): boolean {
  const levelOf = ({ values }: PairedPoint) => values[0]?.mean ?? Number.NaN;
  const levels = points.map(levelOf);
  return Math.abs(levelOf(closing) - levelOf(opening)) < ALIKE * (Math.max(...levels) - Math.min(...levels));
}
