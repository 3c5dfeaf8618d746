import { figure } from "../core/figure.js";
import type { Model, Quantity } from "../core/quantity.js";
import type { Work } from "../core/recording.js";
import type { Statistic } from "../core/result.js";
import { meanAndSd } from "../core/stats.js";
import { budget, modelOf, quantity } from "../core/uncertainty.js";
import { durationOf, edgesIn } from "../energy/contributions.js";
import type { Combined } from "../steady/shifts.js";
import { combined, type Shifts } from "./summarize-shifts.js";
import type { MeasuredWindow } from "./summarize-subjects.js";
import { efficiencyOf, rateOf, workCount } from "./summarize-work.js";

/** One number of every run, and what of shifted starts is left over in its mean. */
export interface RunNumbers extends Pick<Statistic, "of" | "what" | "unit"> {
  readonly values: readonly (Quantity | null)[];
  readonly left: Combined | undefined;
}

/** The id of type A of a mean: the scatter of its runs. */
export const SCATTER = "runs";

/** The mean over runs of one thing, with its error sources; of a single run that run's. */
export interface Mean extends Pick<Statistic, "of" | "what" | "unit" | "runs"> {
  readonly quantity: Quantity;
  /** Of each run. */
  readonly values: readonly number[];
}

/** A number of every run with the mean over those that have one. */
export interface MeanOfRuns {
  readonly mean: Quantity;
  readonly sd: number;
  readonly runs: number;
  /** Id of the source that their scatter is. */
  readonly own: string;
}

/**
 * The numbers of repeated runs, over their command windows. Rate and efficiency are taken run by run and then averaged,
 * for work and power of a run go together (measurement.md 2.4).
 */
export function numbersOfRuns(
  runs: readonly MeasuredWindow[],
  work: Work | undefined,
  shifts: Shifts = new Map(),
): readonly RunNumbers[] {
  const counts = runs.map(({ execution }) => workCount(work, execution));
  const unit = work?.unit ?? "";
  const over = (what: Pick<Statistic, "of" | "what" | "unit">, values: readonly (Quantity | null)[]): RunNumbers => {
    const left = combined(runs, { of: what.of, shifts }, (run) => values[runs.indexOf(run)]?.value);
    const kept = (value: Quantity | null) => (value === null || left === undefined ? value : unaliased(value, shifts));
    return { ...what, values: values.map(kept), left };
  };
  const worked = (give: (count: number, run: MeasuredWindow) => Quantity | null) =>
    runs.map((run, k) => {
      const count = counts[k];
      return count === undefined ? null : give(count, run);
    });
  const named = (runs[0]?.subjects ?? []).flatMap(({ of }) => {
    const found = (run: MeasuredWindow) => run.subjects.find((subject) => subject.of === of);
    const perWatt = (count: number, run: MeasuredWindow) => {
      const subject = found(run);
      return subject === undefined ? null : efficiencyOf(count, subject);
    };
    return [
      over(
        { of, what: "energyJ", unit: "J" },
        runs.map((run) => found(run)?.energy ?? null),
      ),
      over(
        { of, what: "meanPowerW", unit: "W" },
        runs.map((run) => found(run)?.meanPower ?? null),
      ),
      over({ of, what: "efficiency", unit: `${unit}/s/W` }, worked(perWatt)),
    ];
  });
  const whole = [
    over(
      { of: "command", what: "durationS", unit: "s" },
      runs.map(({ span }) => durationOf(span)),
    ),
    over({ of: "command", what: "rate", unit: `${unit}/s` }, worked(rateOf)),
  ];
  return [...whole, ...named];
}

/** The means of every number as quantities. The runs may be of several recordings, if their windows' keys tell them apart. */
export const meansOf = (runs: readonly MeasuredWindow[], work: Work | undefined): readonly Mean[] =>
  numbersOfRuns(runs, work).flatMap((numbers): Mean[] => {
    const { of, what, unit } = numbers;
    const values = numbers.values.filter((value) => value !== null);
    const q = meanOfRuns(numbers)?.mean ?? values[0];
    if (q === undefined) return [];
    return [{ of, what, unit, runs: values.length, quantity: q, values: values.map(({ value }) => value) }];
  });

/** Statistics over the command windows of repeated runs; of less than two there are none. */
export const statisticsOf = (
  runs: readonly MeasuredWindow[],
  work: Work | undefined,
  shifts: Shifts = new Map(),
): Statistic[] => numbersOfRuns(runs, work, shifts).flatMap((numbers) => statistic(numbers) ?? []);

/** Of shifted runs: what the sensor that they were shifted for sees in step with its load is what the shifts take out. */
function unaliased(value: Quantity, shifts: Shifts): Quantity {
  const rails = [...shifts.values()].map(({ probe, rail }) => `${probe}/${rail}/aliasing/`);
  const isIts = (id: string) => rails.some((begins) => id.startsWith(begins));
  return { ...value, sources: new Map([...value.sources].filter(([id]) => !isIts(id))) };
}

/** What the blind time of a sensor leaves in the mean over shifted starts. */
const LEFT_OVER = "sampling left over";

/**
 * The scatter of shifted runs is what their mean takes out: what of it is left over stands in its place. What a window that
 * reaches over an edge of a run mixes in comes back at the same place of the period, and does not show in it.
 */
const leftOver = ({ u, dof }: Combined, values: readonly Quantity[]) => ({
  id: LEFT_OVER,
  u: Math.hypot(u, values.reduce((sum, value) => sum + edgesIn(value), 0) / values.length),
  dof,
});

function statistic(numbers: RunNumbers): Statistic | undefined {
  const found = meanOfRuns(numbers);
  if (found === undefined) return undefined;
  const { mean: q, sd, runs } = found;
  const { value: mean, interval95: _, ...uncertainty } = figure(q);
  const { of, what, unit } = numbers;
  return { of, what, unit, runs, mean, sd, ...uncertainty, budget: budget(q) };
}

/**
 * Mean of the runs: type A from their scatter (Student t on m - 1), type B from the sources that runs share. What each
 * run has of its own, as noise and edges, is inside the scatter and not added again (measurement.md 2.4). Undefined of
 * fewer than two.
 */
export function meanOfRuns({ what, values: all, left }: RunNumbers): MeanOfRuns | undefined {
  const values = all.filter((value) => value !== null);
  const m = values.length;
  if (m < 2) return undefined;
  const { mean, sd } = meanAndSd(values.map(({ value }) => value));
  const own = left === undefined ? { id: SCATTER, u: sd / Math.sqrt(m), dof: m - 1 } : leftOver(left, values);
  const shared = sharedBy(values);
  const dof = [...values.flatMap((value) => [...value.dof]), [own.id, own.dof] as const];
  const shapes = values.flatMap((value) => [...value.shapes]);
  const model = modelOfMean(values, { shared: new Set(shared.map(([id]) => id)), own });
  // energy and power have an exact form only through a curve; work over energy is then linear in an efficiency
  const curved = what === "energyJ" || what === "meanPowerW";
  const exact = curved ? { model, strained: values.some(({ strained }) => strained) } : {};
  return { mean: quantity(mean, [...shared, [own.id, own.u]], { dof, shapes, ...exact }), sd, runs: m, own: own.id };
}

/** What several runs share, in their mean. */
export function sharedBy(values: readonly Quantity[]): readonly (readonly [id: string, u: number])[] {
  const ids = values.flatMap(({ sources }) => [...sources.keys()]);
  const seen = new Map<string, number>();
  for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
  return values.flatMap(({ sources }) =>
    [...sources].filter(([id]) => (seen.get(id) ?? 0) > 1).map(([id, u]) => [id, u / values.length] as const),
  );
}

/** The mean as an exact function of what the runs share and of their scatter; undefined where it is linear. */
function modelOfMean(
  values: readonly Quantity[],
  { shared, own }: { readonly shared: ReadonlySet<string>; readonly own: { readonly id: string; readonly u: number } },
): Model | undefined {
  if (values.every(({ model }) => model === undefined)) return undefined;
  return (place) => {
    // what a run has of its own is in the scatter: no place, so no deviation
    const bound = values.map((value) => modelOf(value)((id) => (shared.has(id) ? place(id) : -1)));
    const runs = place(own.id);
    return (deviations) => {
      const sum = bound.reduce((total, one) => total + one(deviations), 0);
      return sum / bound.length + own.u * (deviations[runs] ?? 0);
    };
  };
}
