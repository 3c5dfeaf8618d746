import type { CurveErrors } from "../core/correction.js";
import type { Model, Quantity, Shape } from "../core/quantity.js";
import type { Rail } from "../core/rail.js";
import { meanAndSd } from "../core/stats.js";
import { modelOf, quantity } from "../core/uncertainty.js";
import { instrumentShapes, instrumentSources, type Reached } from "./sources.js";
import { type Integral, repeatedAs, type Span } from "./span.js";

type Contribution = readonly [id: string, u: number];

/** An integral with all that acts on it. */
export interface Weighed {
  readonly integral: Integral;
  readonly span: Span;
  readonly reached: Reached;
  /** Of the whole window, J. */
  readonly energyJ: number;
  /** Of the correction's curve, W. */
  readonly curve: CurveErrors;
}

/** Energy and mean power of one rail in one window with named error sources (measurement.md 2.4, 4.1, 4.3). */
export function quantities(weighed: Weighed): { energy: Quantity; meanPower: Quantity } {
  const { energyJ, reached, integral, curve } = weighed;
  const { seconds } = reached;
  const beside = [...instrumentSources(reached), ...windowSources(weighed), ...noiseSources(weighed)];
  const noise = noiseSources(weighed).map(([id]) => [id, integral.noise?.dof ?? 1] as const);
  const known = {
    dof: [...noise, ...curve.dof],
    shapes: [
      [aliasing(reached), "rectangular"],
      ...instrumentShapes(reached),
      ...edgeShapes(weighed.span),
      ...curve.shapes,
    ] as const,
    strained: curve.strained,
  };
  const meanW = energyJ / seconds;
  const ofCurve = curve.sources.map(([id, u]) => [id, u * seconds] as const);
  const of = (value: number, own: readonly Contribution[], fromCurve: readonly Contribution[]) =>
    quantity(value, [...fromCurve, ...own], {
      ...known,
      ...(curve.ratio && {
        model: exactly(quantity(value, [...own, ...besideOf(curve.ratio, fromCurve)]), curve.ratio),
      }),
    });
  return {
    energy: of(energyJ, [...beside, ...timing(weighed, 0, 1)], ofCurve),
    meanPower: of(meanW, [...divided(beside, seconds), ...timing(weighed, meanW, seconds)], curve.sources),
  };
}

/** Of a curve's errors those that its exact form knows nothing of: its averaging, where its mode changes, its sensor's. */
function besideOf(ratio: Model, contributions: readonly Contribution[]): readonly Contribution[] {
  const inside = new Set<string>();
  ratio((id) => inside.add(id).size);
  return contributions.filter(([id]) => !inside.has(id));
}

/** All errors but those are linear; what the curve does exactly multiplies the whole. */
const exactly =
  (linear: Quantity, ratio: Model): Model =>
  (place) => {
    const [value, factor] = [modelOf(linear)(place), ratio(place)];
    return (deviations) => value(deviations) * factor(deviations);
  };

const divided = (contributions: readonly Contribution[], by: number): Contribution[] =>
  contributions.map(([id, u]) => [id, u / by]);

const EDGES = "/window edges/";

/** What of a number's uncertainty is not knowing the power between the outermost samples and the edges. */
export const edgesIn = ({ sources }: Quantity): number =>
  Math.hypot(...[...sources].filter(([id]) => id.includes(EDGES)).map(([, u]) => u));

function windowSources({ integral, reached }: Weighed): Contribution[] {
  const { probe, rail, key, slopes } = reached;
  const own = `${probe}/${rail.id}`;
  const aliasedJ = (reached.aliasedW * reached.seconds) / Math.sqrt(3);
  const counter = rail.measures === "energy-counter" ? slopes.powerW : 1;
  return [
    // Rails of a probe are sampled together: what happens at an edge happens to all of them.
    [`${probe}${EDGES}${key}`, integral.edgesU * counter],
    [`${own}/time constant`, integral.shownW * constantU(rail)],
    [aliasing(reached), aliasedJ],
    [`${own}/update time/${key}`, integral.updateU * counter],
    [`${own}/bridged gaps/${key}`, integral.bridgedU * counter],
    [`${own}/scaled gaps/${key}`, integral.openS * Math.hypot(meanAndSd(integral.blocks).sd || 0, integral.scatterW)],
  ];
}

/** It comes back in every run of the same load. */
const aliasing = ({ probe, rail, key }: Reached): string => `${probe}/${rail.id}/aliasing/${repeatedAs({ key })}`;

const constantU = ({ window }: Rail): number => (window.kind === "lag" ? (window.u ?? 0) : 0);

/**
 * Block by block, with the number of samples in the name: rails with equal numbers were sampled together, and the part of
 * their fluctuation that is the load's own adds up (or cancels) as it did in the run.
 */
function noiseSources({ integral, reached }: Weighed): Contribution[] {
  const { probe, key, seconds } = reached;
  const deviations = integral.noise?.deviations ?? [];
  return Array.from(deviations, (u, k) => [`${probe}/noise/${key}/${integral.samples}[${k}]`, u * seconds] as const);
}

/**
 * What a rectangular error of each edge does. To the energy: the larger of the powers inside and outside; to the mean:
 * the one of them that is farther from the mean, over the window's length.
 */
function timing(weighed: Weighed, meanW: number, per: number): Contribution[] {
  const { integral, span } = weighed;
  const [start, end] = [0, 1].map((edge) => {
    const inside = integral.edgeW[edge] ?? 0;
    const outside = inside + (integral.stepW[edge] ?? 0);
    return Math.abs(inside - meanW) >= Math.abs(outside - meanW) ? inside - meanW : outside - meanW;
  });
  const root = per * Math.sqrt(3);
  return [
    ...delayed(weighed, per),
    [startTiming(span), (-(start ?? 0) * span.fromWithin) / root],
    [endTiming(span), ((end ?? 0) * span.toWithin) / root],
  ];
}

/**
 * A delay taken too long or too short moves the whole window in the samples: it gets at one edge what it loses at the
 * other, one of them from outside. The delay is the probe's, the same error in all its windows.
 */
function delayed({ integral, reached: { probe, rail } }: Weighed, per: number): Contribution[] {
  const u = rail.delay?.u ?? 0;
  if (u === 0) return [];
  const [first, last] = integral.edgeW;
  const [before, after] = [first + integral.stepW[0], last + integral.stepW[1]];
  const [early, late] = [before - last, after - first];
  return [[`${probe}/delay`, ((Math.abs(early) >= Math.abs(late) ? early : late) * u) / per]];
}

/** Id of the error of a window's beginning, which all its rails and its duration share. */
export const startTiming = ({ key }: Pick<Span, "key">): string => `start of ${key}`;
/** Id of the error of its end, shared likewise. */
export const endTiming = ({ key }: Pick<Span, "key">): string => `end of ${key}`;

/** The length of a window in seconds, with the errors of its edges. */
export const durationOf = (span: Span): Quantity =>
  quantity(
    (span.to - span.from) / 1e9,
    [
      [startTiming(span), -span.fromWithin / Math.sqrt(3)],
      [endTiming(span), span.toWithin / Math.sqrt(3)],
    ],
    { shapes: edgeShapes(span) },
  );

/** An instant is known to lie somewhere between two others. */
const edgeShapes = (span: Span): (readonly [id: string, shape: Shape])[] => [
  [startTiming(span), "rectangular"],
  [endTiming(span), "rectangular"],
];
