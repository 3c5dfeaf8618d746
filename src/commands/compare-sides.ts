import type { ComparedNumber, ComparedSubject, Comparison } from "../core/comparison.js";
import { figure } from "../core/figure.js";
import type { Quantity } from "../core/quantity.js";
import type { Point } from "../core/rail.js";
import type { Work } from "../core/recording.js";
import type { Result } from "../core/result.js";
import { divide } from "../core/uncertainty.js";
import type { MeasuredWindow } from "./summarize-subjects.js";
import { efficiencyOf, isWorked, workCount } from "./summarize-work.js";

/** A result with the quantities it was made of, whose error sources its figures no longer have. */
export interface Side {
  readonly label: string;
  readonly result: Result;
  readonly windows: readonly MeasuredWindow[];
  readonly work: Work | undefined;
}

/** Results side by side; a rail, total or window that one of them lacks is null there. */
export function compareSides(sides: readonly Side[]): Comparison {
  const tables = sides.map((side) => new Map(side.windows.flatMap((window) => entriesOf(window, side.work))));
  const keys = new Set(tables.flatMap((table) => [...table.keys()]));
  return {
    schema: "joulemark/comparison/v1",
    sides: sides.map(({ label, result, windows }) => ({
      label,
      run: result.run.id,
      curves: curvesOf(windows),
      quality: result.quality,
    })),
    subjects: [...keys]
      .map((key) => subjectOf(tables.map((table) => table.get(key))))
      .filter((one) => one !== undefined),
  };
}

/** What is compared: one rail or total in one window, on one side. */
interface Entry extends Pick<ComparedSubject, "window" | "execution" | "kind" | "probe" | "name"> {
  readonly point: Point;
  readonly numbers: readonly Compared[];
}

interface Compared extends Pick<ComparedNumber, "what" | "unit"> {
  readonly value: Quantity | null;
}

function entriesOf(measured: MeasuredWindow, work: Work | undefined): (readonly [key: string, Entry])[] {
  const { window, execution, rails, totals, span } = measured;
  const place = { window: window.name, execution: execution?.index ?? null };
  const entries: Entry[] = [
    ...rails.map(({ probe, rail, correction, ...numbers }) => ({
      ...{ ...place, kind: "rail" as const, probe, name: rail.id, point: correction.to },
      numbers: numbersOf(numbers, measured, work),
    })),
    ...totals.map(({ probe, total, point, ...numbers }) => ({
      ...{ ...place, kind: "total" as const, probe, name: total.name, point },
      numbers: numbersOf(numbers, measured, work),
    })),
  ];
  return entries.map((entry) => [[span.key, entry.kind, entry.probe, entry.name].join("\n"), entry]);
}

function numbersOf(
  { energy, meanPower }: { readonly energy: Quantity | null; readonly meanPower: Quantity | null },
  window: MeasuredWindow,
  work: Work | undefined,
): readonly Compared[] {
  const count = isWorked(window, work) ? workCount(work, window.execution) : undefined;
  const efficiency = count === undefined ? undefined : efficiencyOf(count, { energy });
  return [
    { what: "energyJ", unit: "J", value: energy },
    { what: "meanPowerW", unit: "W", value: meanPower },
    ...(efficiency === undefined
      ? []
      : [{ what: "efficiency" as const, unit: `${work?.unit ?? ""}/s/W`, value: efficiency }]),
  ];
}

function subjectOf(entries: readonly (Entry | undefined)[]): ComparedSubject | undefined {
  const any = entries.find((entry) => entry !== undefined);
  if (any === undefined) return undefined;
  const { window, execution, kind, probe, name, numbers } = any;
  return {
    ...{ window, execution, kind, probe, name },
    points: entries.map((entry) => entry?.point ?? null),
    numbers: numbers.map(({ what, unit }) => {
      const values = entries.map((entry) => entry?.numbers.find((one) => one.what === what)?.value ?? null);
      return { what, unit, values: values.map((value) => value && figure(value)), ratios: ratiosOf(values) };
    }),
  };
}

/** Against the first. */
function ratiosOf([first = null, ...others]: readonly (Quantity | null)[]): ComparedNumber["ratios"] {
  const ratio = (value: Quantity | null) =>
    first === null || value === null || first.value === 0 ? null : figure(divide(value, first));
  return [null, ...others.map(ratio)];
}

/** The curves in use: each rail once, however many windows it is in. */
export function curvesOf(windows: readonly MeasuredWindow[]) {
  const curves = windows.flatMap(({ rails }) =>
    rails.flatMap(({ probe, rail, correction: { curve } }) =>
      curve === null ? [] : [{ probe, rail: rail.id, curve }],
    ),
  );
  return [...new Map(curves.map((one) => [`${one.probe}/${one.rail}`, one])).values()];
}
